-- One row per staged person. Everybody has a row for the limits as a rule: {also_duties} says whether those are wanted
-- too who may have rows for duties alone.
CREATE OR REPLACE TEMP VIEW {name} AS
SELECT
    subject_number,
    subject_raw,
    TRY_CAST(subject_raw AS {key_type}) AS subject_key,
    false AS held,
    NULL::{trigger_type} AS trigger,
    NULL::TIMESTAMP AS due_at
FROM (
    SELECT rowid AS subject_number, subject_raw
    FROM staged_subjects
    WHERE trigger = 'retention_limit' AND subject_raw IS NOT NULL
    UNION ALL
    SELECT min(rowid) AS subject_number, subject_raw
    FROM staged_subjects
    ANTI JOIN (FROM staged_subjects WHERE trigger = 'retention_limit') AS limited USING (subject_raw)
    WHERE {also_duties} AND subject_raw IS NOT NULL
    GROUP BY subject_raw
);
