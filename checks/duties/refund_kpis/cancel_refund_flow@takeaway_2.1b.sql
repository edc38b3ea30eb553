-- One row per refund of a paid order cancelled in this calendar month or the $months - 1 before it, and one per such
-- month. A refund is in breach when it took more than $maximum_steps, a month when the median wait from cancelling
-- to the money was over $median_hours. What is still unpaid has waited until now; it counts once that is longer
-- than the limit. Of a refund without any recorded step the data cannot tell.
WITH cancelled AS (
    SELECT order_id, cancelled_at, refunded_at, date_trunc('month', cancelled_at) AS month
    FROM models.refund_facts
    WHERE cancelled_at >= date_trunc('month', $as_of) - to_months($months - 1)
),
steps AS (
    SELECT refund_id, count(*) AS steps
    FROM entities.refund_steps
    WHERE "at" <= $as_of
    GROUP BY refund_id
),
waits AS (
    SELECT
        month,
        epoch(coalesce(refunded_at, $as_of) - cancelled_at) / 3600 AS hours
    FROM cancelled
    WHERE refunded_at IS NOT NULL OR cancelled_at + to_hours($median_hours) < $as_of
)
SELECT
    'refund/' || refund.id AS subject_key,
    steps.steps > $maximum_steps AS in_breach,
    refund.requested_at AS at,
    CASE WHEN steps.steps > $maximum_steps THEN 'too_many_steps' END AS reason
FROM entities.refunds AS refund
INNER JOIN cancelled ON cancelled.order_id = refund.order_id
LEFT JOIN steps ON steps.refund_id = refund.id
WHERE refund.requested_at <= $as_of
UNION ALL
SELECT
    'month/' || strftime(month, '%Y-%m') AS subject_key,
    median(hours) > $median_hours AS in_breach,
    CAST(month AS TIMESTAMP) AS at,
    CASE WHEN median(hours) > $median_hours THEN 'long_wait' END AS reason
FROM waits
GROUP BY month
