-- One row per paid order that came more than $late_minutes after its promised time, or is that late and still under
-- way, in the last $window_days, by the platform's fault or for a reason nobody recorded, and that can be judged by
-- now. A compensation must be on record within $compensation_days of becoming late (exactly then is in time), whether
-- the order has come by then or not. Where no reason is recorded the data cannot tell.
WITH late AS (
    SELECT id, promised_at + to_minutes($late_minutes) AS late_at
    FROM entities.orders
    WHERE paid_amount > 0
        AND placed_at <= $as_of
        -- An order cancelled after it was late was late too.
        AND least(delivered_at, cancelled_at, $as_of) > promised_at + to_minutes($late_minutes)
),
granted AS (
    SELECT order_id, min(granted_at) AS granted_at
    FROM entities.compensations
    WHERE order_id IS NOT NULL AND kind <> 'improvement' AND granted_at <= $as_of
    GROUP BY order_id
),
judged AS (
    SELECT
        late.id,
        late.late_at,
        delay.cause,
        granted.granted_at,
        CASE
            WHEN delay.cause IS NULL THEN NULL
            WHEN granted.granted_at > late.late_at + to_days($compensation_days) THEN 'compensated_late'
            WHEN granted.granted_at IS NULL AND late.late_at + to_days($compensation_days) < $as_of THEN 'missing'
        END AS reason
    FROM late
    LEFT JOIN entities.order_delays AS delay ON delay.order_id = late.id AND delay.found_at <= $as_of
    LEFT JOIN granted ON granted.order_id = late.id
    WHERE late.late_at >= $as_of - to_days($window_days)
        AND coalesce(delay.cause, 'platform') = 'platform'
        AND (granted.granted_at IS NOT NULL OR late.late_at + to_days($compensation_days) < $as_of)
)
SELECT
    id AS subject_key,
    CASE WHEN cause IS NOT NULL THEN reason IS NOT NULL WHEN granted_at IS NOT NULL THEN FALSE END AS in_breach,
    late_at AS at,
    reason
FROM judged
