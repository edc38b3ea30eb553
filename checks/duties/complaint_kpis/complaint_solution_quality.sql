-- One row per complaint closed in the last $window_days (closed exactly then counts), and not merged into another.
-- In breach when it was closed without a recorded solution, or without a human reply to the user before closing.
WITH judged AS (
    SELECT
        complaint_id,
        closed_at,
        CASE
            WHEN resolution_state = 'missing' THEN 'no_solution'
            WHEN coalesce(first_response_at > closed_at, TRUE) THEN 'no_reply'
        END AS reason
    FROM models.complaint_facts
    WHERE closed_at >= $as_of - to_days($window_days) AND NOT is_merged
)
SELECT complaint_id AS subject_key, reason IS NOT NULL AS in_breach, closed_at AS at, reason
FROM judged
