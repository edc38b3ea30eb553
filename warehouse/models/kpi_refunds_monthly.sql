-- One row per calendar month in which orders were cancelled, up to the month of the as-of.
-- All figures describe the paid orders cancelled in the month. Percentiles are over the refunded ones, the
-- outstanding are counted beside them; an overdue refund counts as not in time.
-- needs: refund_facts
WITH months AS (
    SELECT CAST(unnest(generate_series(min(month), date_trunc('month', $as_of), INTERVAL 1 MONTH)) AS DATE) AS month
    FROM models.refund_facts
),
cohorts AS (
    SELECT
        month,
        count(*) AS cancelled_paid_orders,
        count(refunded_at) AS refunded,
        count(*) - count(refunded_at) AS outstanding,
        sum(CASE WHEN refunded_at IS NOT NULL THEN refund_amount END) AS refunded_amount,
        quantile_cont(refund_hours, 0.5) AS refund_p50_hours,
        quantile_cont(refund_hours, 0.9) AS refund_p90_hours,
        avg(CAST(NOT late AS INTEGER)) AS within_share,
        count(*) FILTER (WHERE reason = 'amount_short') AS short_without_note
    FROM models.refund_facts
    WHERE month IS NOT NULL
    GROUP BY month
)
SELECT
    months.month,
    months.month + INTERVAL 1 MONTH <= $as_of AS is_complete,
    coalesce(cohorts.cancelled_paid_orders, 0) AS cancelled_paid_orders,
    coalesce(cohorts.refunded, 0) AS refunded,
    coalesce(cohorts.outstanding, 0) AS outstanding,
    coalesce(cohorts.refunded_amount, 0) AS refunded_amount,
    cohorts.refund_p50_hours,
    cohorts.refund_p90_hours,
    cohorts.within_share,
    coalesce(cohorts.short_without_note, 0) AS short_without_note
FROM months
LEFT JOIN cohorts ON cohorts.month = months.month
ORDER BY months.month
