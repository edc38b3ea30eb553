-- One row per staged subject, numbered; {key_type} is the type of the subject table's key, `chosen` says whether what
-- is due of them is judged due. As a rule everybody has one row for the limits; the others are few.
CREATE OR REPLACE TEMP TABLE staged_people AS
SELECT
    row_number() OVER () AS subject_number,
    subject_raw,
    TRY_CAST(subject_raw AS {key_type}) AS subject_key,
    subject_id,
    {chosen} AS chosen
FROM (
    SELECT subject_raw, subject_id
    FROM staged_subjects
    WHERE trigger = 'retention_limit' AND subject_raw IS NOT NULL
    UNION ALL
    SELECT DISTINCT ON (subject_raw) subject_raw, subject_id
    FROM staged_subjects
    ANTI JOIN (FROM staged_subjects WHERE trigger = 'retention_limit') AS limited USING (subject_raw)
    WHERE subject_raw IS NOT NULL
);

-- One row per subject and scope of a hold in force, whoever is chosen. An unknown hold, and a scope that is no rule's
-- id, count as a hold on everything.
CREATE OR REPLACE TEMP TABLE staged_holds AS
SELECT DISTINCT
    subject_number,
    CASE WHEN list_contains($rule_ids, scope) THEN scope ELSE $scope_all END AS scope
FROM (
    SELECT subject_raw, unnest(coalesce(hold_scopes, [$scope_all])) AS scope
    FROM staged_subjects
    WHERE hold_scopes IS NULL OR len(hold_scopes) > 0
)
JOIN staged_people USING (subject_raw);

-- One row per subject and duty to erase.
CREATE OR REPLACE TEMP TABLE staged_duties AS
SELECT DISTINCT subject_number, trigger, due_at
FROM (FROM staged_subjects WHERE trigger <> 'retention_limit')
JOIN staged_people USING (subject_raw)
WHERE chosen;

-- One row per subject whom a duty or a hold concerns, so that their rows matter even if no limit has passed.
CREATE OR REPLACE TEMP TABLE pressing_people AS
SELECT *
FROM staged_people
WHERE subject_number IN (SELECT subject_number FROM staged_duties UNION ALL SELECT subject_number FROM staged_holds);
