-- One row per {period} in which inquiries were opened, up to that of the as-of (complete only when it has ended).
-- All figures describe the inquiries opened in the {period}. Times are over the answered ones, the unanswered are
-- counted beside them; an overdue answer counts as not in time, one that may still come in time is left out.
-- tables: daily day, weekly week, monthly month, quarterly quarter
-- needs: inquiry_facts
WITH periods AS (
    SELECT unnest(generate_series(
        date_trunc('{period}', min(opened_at)), date_trunc('{period}', $as_of), INTERVAL 1 {period}
    )) AS starts_at
    FROM models.inquiry_facts
),
cohorts AS (
    SELECT
        date_trunc('{period}', opened_at) AS starts_at,
        count(*) AS inquiries,
        count(first_response_at) AS answered,
        count(*) - count(first_response_at) AS unanswered,
        quantile_cont(first_response_hours, [0.5, 0.9]) AS first_response,
        avg(first_response_hours) AS first_response_mean_hours,
        count(breach) AS judged,
        count(*) FILTER (WHERE breach) AS breaches
    FROM models.inquiry_facts
    GROUP BY ALL
)
SELECT
    CAST(periods.starts_at AS DATE) AS {period},
    periods.starts_at + INTERVAL 1 {period} <= $as_of AS is_complete,
    coalesce(cohorts.inquiries, 0) AS inquiries,
    coalesce(cohorts.answered, 0) AS answered,
    coalesce(cohorts.unanswered, 0) AS unanswered,
    cohorts.first_response[1] AS first_response_p50_hours,
    cohorts.first_response[2] AS first_response_p90_hours,
    cohorts.first_response_mean_hours,
    coalesce(cohorts.judged, 0) AS judged,
    coalesce(cohorts.breaches, 0) AS breaches,
    (cohorts.judged - cohorts.breaches) / nullif(cohorts.judged, 0) AS within_share
FROM periods
LEFT JOIN cohorts ON cohorts.starts_at = periods.starts_at
ORDER BY periods.starts_at
