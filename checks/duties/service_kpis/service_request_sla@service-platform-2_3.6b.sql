-- One row per technical request opened in the last $window_days, or earlier and still open, that can be judged by now.
-- In breach when it was closed more than $limit_days after it was opened, or is open past them; exactly on the limit is
-- in time.
WITH technical AS (
    SELECT
        id,
        opened_at,
        opened_at + to_days($limit_days) AS due_at,
        CASE WHEN closed_at <= $as_of THEN closed_at END AS closed_at
    FROM entities.service_requests
    WHERE type = 'technical' AND opened_at <= $as_of
),
judged AS (
    SELECT
        *,
        CASE
            WHEN closed_at > due_at THEN 'closed_late'
            WHEN closed_at IS NULL AND due_at < $as_of THEN 'overdue_open'
        END AS reason
    FROM technical
    WHERE opened_at >= $as_of - to_days($window_days) OR closed_at IS NULL
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, opened_at AS at, reason
FROM judged
WHERE reason IS NOT NULL OR closed_at IS NOT NULL
