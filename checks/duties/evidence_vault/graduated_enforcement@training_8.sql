-- One row per decision of an authority about a training body, a trainer or a user.
-- It is on file, and what it demands was done by its due day; without a due day an open one cannot be judged.
WITH decisions AS (
    SELECT
        id,
        received_at,
        CASE
            WHEN filed_at IS NULL OR filed_at > $as_of THEN 'not_filed'
            WHEN date_trunc('day', least(coalesce(done_at, $as_of), $as_of)) > due_at THEN
                CASE WHEN done_at <= $as_of THEN 'done_late' ELSE 'overdue' END
        END AS reason,
        due_at IS NULL AND (done_at IS NULL OR done_at > $as_of) AS open_without_due_day
    FROM entities.authority_decisions
    WHERE received_at <= $as_of
)
SELECT
    id AS subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN open_without_due_day THEN NULL ELSE FALSE END AS in_breach,
    received_at AS at,
    reason
FROM decisions
