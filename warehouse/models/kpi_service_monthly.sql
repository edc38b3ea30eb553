-- One row per calendar month in which inquiries were opened, up to the month of the as-of.
-- All figures describe the inquiries opened in the month. Percentiles are over the answered ones, the unanswered
-- are counted beside them; an overdue answer counts as not in time.
-- needs: inquiry_facts
WITH months AS (
    SELECT CAST(unnest(generate_series(min(month), date_trunc('month', $as_of), INTERVAL 1 MONTH)) AS DATE) AS month
    FROM models.inquiry_facts
),
cohorts AS (
    SELECT
        month,
        count(*) AS inquiries,
        count(first_response_at) AS answered,
        count(*) - count(first_response_at) AS unanswered,
        quantile_cont(first_response_hours, 0.5) AS first_response_p50_hours,
        quantile_cont(first_response_hours, 0.9) AS first_response_p90_hours,
        avg(CAST(NOT breach AS INTEGER)) AS within_share
    FROM models.inquiry_facts
    GROUP BY month
)
SELECT
    months.month,
    months.month + INTERVAL 1 MONTH <= $as_of AS is_complete,
    coalesce(cohorts.inquiries, 0) AS inquiries,
    coalesce(cohorts.answered, 0) AS answered,
    coalesce(cohorts.unanswered, 0) AS unanswered,
    cohorts.first_response_p50_hours,
    cohorts.first_response_p90_hours,
    cohorts.within_share
FROM months
LEFT JOIN cohorts ON cohorts.month = months.month
ORDER BY months.month
