-- One row per request to see, correct or delete personal information that was alive in the last $window_days
-- and can be judged by now: it is closed, or its time has run out.
-- In breach when it was not closed within $due_days (closed exactly then is in time), is overdue and still open,
-- or was refused without a legal basis.
WITH requests AS (
    SELECT
        id,
        received_at,
        received_at + to_days($due_days) AS due_at,
        CASE WHEN closed_at <= $as_of THEN closed_at END AS closed_at,
        outcome,
        refusal_basis_state
    FROM entities.dsr_requests
    WHERE received_at <= $as_of
),
judged AS (
    SELECT
        id,
        received_at,
        CASE
            WHEN closed_at IS NULL THEN 'overdue_open'
            WHEN outcome = 'refused' AND refusal_basis_state = 'missing' THEN 'refused_without_basis'
            WHEN closed_at > due_at THEN 'closed_late'
            WHEN outcome IS NULL THEN 'no_outcome'
        END AS reason
    FROM requests
    WHERE coalesce(closed_at >= $as_of - to_days($window_days), due_at < $as_of)
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, received_at AS at, reason
FROM judged
