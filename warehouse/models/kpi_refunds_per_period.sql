-- One row per {period} in which paid orders were cancelled, up to that of the as-of (complete only when it has ended).
-- All figures describe the paid orders cancelled in the {period}. Times are over the refunded ones, the outstanding
-- are counted beside them; an overdue refund counts as not in time, one that may still come in time is left out.
-- tables: daily day, weekly week, monthly month, quarterly quarter
-- needs: refund_facts
WITH periods AS (
    SELECT unnest(generate_series(
        date_trunc('{period}', min(cancelled_at)), date_trunc('{period}', $as_of), INTERVAL 1 {period}
    )) AS starts_at
    FROM models.refund_facts
),
cohorts AS (
    SELECT
        date_trunc('{period}', cancelled_at) AS starts_at,
        count(*) AS cancelled_paid_orders,
        count(refunded_at) AS refunded,
        count(*) - count(refunded_at) AS outstanding,
        count(*) FILTER (WHERE refunded_at IS NULL AND late) AS overdue,
        sum(paid_amount) AS paid_amount,
        sum(CASE WHEN refunded_at IS NOT NULL THEN refund_amount END) AS refunded_amount,
        quantile_cont(refund_hours, [0.5, 0.9]) AS refund,
        avg(refund_hours) AS refund_mean_hours,
        count(late) AS judged,
        count(*) FILTER (WHERE late) AS breaches,
        count(*) FILTER (WHERE reason = 'amount_short') AS short_without_note
    FROM models.refund_facts
    WHERE cancelled_at IS NOT NULL
    GROUP BY ALL
)
SELECT
    CAST(periods.starts_at AS DATE) AS {period},
    periods.starts_at + INTERVAL 1 {period} <= $as_of AS is_complete,
    coalesce(cohorts.cancelled_paid_orders, 0) AS cancelled_paid_orders,
    coalesce(cohorts.refunded, 0) AS refunded,
    cohorts.refunded / cohorts.cancelled_paid_orders AS refunded_share,
    coalesce(cohorts.outstanding, 0) AS outstanding,
    coalesce(cohorts.overdue, 0) AS overdue,
    coalesce(cohorts.paid_amount, 0) AS paid_amount,
    coalesce(cohorts.refunded_amount, 0) AS refunded_amount,
    coalesce(cohorts.refunded_amount, 0) / cohorts.paid_amount AS refunded_amount_share,
    cohorts.refund[1] AS refund_p50_hours,
    cohorts.refund[2] AS refund_p90_hours,
    cohorts.refund_mean_hours,
    coalesce(cohorts.judged, 0) AS judged,
    coalesce(cohorts.breaches, 0) AS breaches,
    (cohorts.judged - cohorts.breaches) / nullif(cohorts.judged, 0) AS within_share,
    coalesce(cohorts.short_without_note, 0) AS short_without_note
FROM periods
LEFT JOIN cohorts ON cohorts.starts_at = periods.starts_at
ORDER BY periods.starts_at
