-- One row per staged subject: what obliges to erase, since when, and whether a legal hold forbids it.
-- An unknown hold counts as a hold. erasure_trigger is the earliest due, NULL when only limits apply.
CREATE OR REPLACE TEMP TABLE staged_by_subject AS
SELECT
    CAST(subject_raw AS VARCHAR) AS subject_raw,
    any_value(subject_id) AS subject_id,
    bool_or(coalesce(held, true)) AS held,
    arg_min(trigger, due_at) FILTER (WHERE trigger <> 'retention_limit') AS erasure_trigger,
    min(due_at) FILTER (WHERE trigger <> 'retention_limit') AS erasure_due_at
FROM staged_subjects
WHERE subject_raw IS NOT NULL
GROUP BY CAST(subject_raw AS VARCHAR);
