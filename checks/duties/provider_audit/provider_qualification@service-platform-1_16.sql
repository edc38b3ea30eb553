-- One row per product launched in the last $window_days, or earlier, still online and never approved.
-- In breach when nobody approved it, or when the approval came after the launch (exactly then is in time).
WITH launches AS (
    SELECT
        id,
        launched_at,
        CASE WHEN approved_at <= $as_of THEN approved_at END AS approved_at,
        coalesce(withdrawn_at > $as_of, TRUE) AS online
    FROM entities.product_launches
    WHERE launched_at <= $as_of
),
judged AS (
    SELECT
        *,
        CASE
            WHEN approved_at IS NULL THEN 'not_approved'
            WHEN approved_at > launched_at THEN 'approved_late'
        END AS reason
    FROM launches
    WHERE launched_at >= $as_of - to_days($window_days) OR (online AND approved_at IS NULL)
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, launched_at AS at, reason
FROM judged
