-- One row per paid order promised for the last $window_days, unless cancelled before the promised time.
-- In breach when it came after the promised time, or has not come although that time has passed: still under way, or
-- cancelled after it. Exactly then is in time. Whose fault it was does not matter here; see refund_kpis.
WITH promised AS (
    SELECT
        id,
        promised_at,
        CASE WHEN delivered_at <= $as_of THEN delivered_at END AS delivered_at
    FROM entities.orders
    WHERE paid_amount > 0
        AND placed_at <= $as_of
        AND promised_at BETWEEN $as_of - to_days($window_days) AND $as_of
        AND coalesce(cancelled_at > promised_at, TRUE)
),
judged AS (
    SELECT
        id,
        promised_at,
        delivered_at,
        CASE
            WHEN delivered_at > promised_at THEN 'delivered_late'
            WHEN delivered_at IS NULL AND promised_at < $as_of THEN 'not_delivered'
        END AS reason
    FROM promised
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, promised_at AS at, reason
FROM judged
WHERE reason IS NOT NULL OR delivered_at IS NOT NULL
