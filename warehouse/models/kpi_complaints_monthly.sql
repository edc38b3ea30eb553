-- One row per calendar month from the first complaint to the month of the as-of (complete only when it has ended).
-- Flows (received, closed, reopened) count what happened in the month; the backlog is the stock at its end (for
-- the running month: at the as-of). Times and shares describe the complaints received in the month: percentiles
-- over the answered ones, the unanswered counted beside them; an overdue open complaint counts as not in time,
-- one that may still end in time is left out. A mean of fewer than $small_cell ratings is withheld.
-- needs: complaint_facts, complaint_openings
WITH months AS (
    SELECT CAST(unnest(generate_series(min(month), date_trunc('month', $as_of), INTERVAL 1 MONTH)) AS DATE) AS month
    FROM models.complaint_facts
),
flows AS (
    SELECT
        CAST(date_trunc('month', "at") AS DATE) AS month,
        count(*) FILTER (WHERE step = 'received') AS received,
        count(*) FILTER (WHERE step = 'closed') AS closed,
        count(*) FILTER (WHERE step = 'reopened') AS reopened
    FROM models.complaint_openings
    GROUP BY 1
),
cohorts AS (
    SELECT
        month,
        count(first_response_at) AS answered,
        count(*) - count(first_response_at) AS unanswered,
        quantile_cont(first_response_hours, 0.5) AS first_response_p50_hours,
        quantile_cont(first_response_hours, 0.9) AS first_response_p90_hours,
        avg(CAST(NOT first_response_breach AS INTEGER)) AS first_response_within_share,
        avg(CAST(NOT closure_breach AS INTEGER)) AS closure_within_share,
        avg(CAST(reopen_count > 0 AS INTEGER)) AS reopened_share,
        count(upheld) AS decided,
        avg(CAST(upheld AS INTEGER)) AS upheld_share,
        count(satisfaction) AS satisfaction_n,
        CASE WHEN count(satisfaction) >= $small_cell THEN avg(satisfaction) END AS satisfaction_mean
    FROM models.complaint_facts
    GROUP BY month
)
SELECT
    months.month,
    months.month + INTERVAL 1 MONTH <= $as_of AS is_complete,
    coalesce(flows.received, 0) AS received,
    coalesce(flows.closed, 0) AS closed,
    coalesce(flows.reopened, 0) AS reopened,
    CAST(sum(coalesce(flows.received + flows.reopened - flows.closed, 0)) OVER (ORDER BY months.month) AS BIGINT)
        AS backlog,
    coalesce(cohorts.answered, 0) AS answered,
    coalesce(cohorts.unanswered, 0) AS unanswered,
    cohorts.first_response_p50_hours,
    cohorts.first_response_p90_hours,
    cohorts.first_response_within_share,
    cohorts.closure_within_share,
    cohorts.reopened_share,
    coalesce(cohorts.decided, 0) AS decided,
    cohorts.upheld_share,
    coalesce(cohorts.satisfaction_n, 0) AS satisfaction_n,
    cohorts.satisfaction_mean
FROM months
LEFT JOIN flows ON flows.month = months.month
LEFT JOIN cohorts ON cohorts.month = months.month
ORDER BY months.month
