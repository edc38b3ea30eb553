-- One row per {period} from the first complaint to that of the as-of (complete only when it has ended).
-- Flows (received, closed, reopened) count what happened in the {period}; a merging closes. The backlog is the stock
-- at its end (for the running one: at the as-of), with the hours since receipt of what is open then; single days
-- tell no ages. All else describes the complaints received in the {period}: times over those answered or resolved,
-- the unanswered counted beside them; an overdue open complaint counts as not in time, one that may still end in
-- time is left out. Percentiles are taken from the complaints, never from other percentiles. What fewer
-- than $minimum_responses ratings say is withheld.
-- tables: daily day, weekly week, monthly month, quarterly quarter
-- needs: complaint_facts, complaint_rounds
WITH spells AS (
    SELECT received_at, received_at AS opened_at, first_closed_at AS ended_at FROM models.complaint_facts
    UNION ALL
    SELECT facts.received_at, again.opened_at, again.next_closed_at
    FROM models.complaint_rounds AS again
    JOIN models.complaint_facts AS facts ON facts.complaint_id = again.complaint_id
    WHERE again.was_closed
),
periods AS (
    SELECT unnest(generate_series(
        date_trunc('{period}', min(received_at)), date_trunc('{period}', $as_of), INTERVAL 1 {period}
    )) AS starts_at
    FROM models.complaint_facts
),
opened AS (
    SELECT date_trunc('{period}', opened_at) AS starts_at, count(*) AS opened FROM spells GROUP BY ALL
),
ended AS (
    SELECT date_trunc('{period}', ended_at) AS starts_at, count(*) AS closed
    FROM spells
    WHERE ended_at IS NOT NULL
    GROUP BY ALL
),
reopened AS (
    SELECT date_trunc('{period}', opened_at) AS starts_at, count(*) AS reopened
    FROM models.complaint_rounds
    WHERE round > 0
    GROUP BY ALL
),
standing AS (
    -- The periods at whose end a spell was open; what closed exactly at an end closed in the next period.
    SELECT
        received_at,
        unnest(generate_series(
            date_trunc('{period}', opened_at),
            date_trunc('{period}', coalesce(ended_at, $as_of)) - INTERVAL 1 {period},
            INTERVAL 1 {period}
        )) AS starts_at,
        starts_at + INTERVAL 1 {period} AS until
    FROM spells
    WHERE '{period}' <> 'day' AND date_trunc('{period}', opened_at) < date_trunc('{period}', coalesce(ended_at, $as_of))
    UNION ALL
    SELECT received_at, date_trunc('{period}', $as_of), $as_of
    FROM spells
    WHERE '{period}' <> 'day' AND ended_at IS NULL
),
ages AS (
    SELECT
        starts_at,
        quantile_cont(epoch(until - received_at), [0.5, 0.9]) AS age,
        max(epoch(until - received_at)) AS age_max
    FROM standing
    GROUP BY starts_at
),
cohorts AS (
    SELECT
        date_trunc('{period}', received_at) AS starts_at,
        count(first_response_at) AS answered,
        count(*) - count(first_response_at) AS unanswered,
        quantile_cont(first_response_seconds, [0.5, 0.9]) AS first_response,
        avg(first_response_seconds) AS first_response_mean,
        quantile_cont(first_response_business_seconds, [0.5, 0.9]) AS first_response_business,
        avg(first_response_business_seconds) AS first_response_business_mean,
        quantile_cont(first_resolution_seconds, [0.5, 0.9]) AS first_resolution,
        avg(first_resolution_seconds) AS first_resolution_mean,
        quantile_cont(first_resolution_business_seconds, [0.5, 0.9]) AS first_resolution_business,
        avg(first_resolution_business_seconds) AS first_resolution_business_mean,
        quantile_cont(resolution_seconds, [0.5, 0.9]) AS resolution,
        avg(resolution_seconds) AS resolution_mean,
        quantile_cont(resolution_business_seconds, [0.5, 0.9]) AS resolution_business,
        avg(resolution_business_seconds) AS resolution_business_mean,
        count(first_response_breach) AS first_response_judged,
        count(*) FILTER (WHERE first_response_breach) AS first_response_breaches,
        count(resolution_breach) AS resolution_judged,
        count(*) FILTER (WHERE resolution_breach) AS resolution_breaches,
        count(closure_breach) AS closure_judged,
        count(*) FILTER (WHERE closure_breach) AS closure_breaches,
        count(*) FILTER (WHERE closure_breach AND closure_source = 'law') AS statutory_breaches,
        count(*) FILTER (WHERE resolved_at IS NOT NULL AND resolution_breach IS NULL) AS beyond_calendar,
        count(*) FILTER (WHERE resolved_at IS NOT NULL) AS resolved,
        count(*) FILTER (WHERE first_contact_resolved) AS first_contact_resolved,
        count(*) FILTER (WHERE is_merged) AS merged,
        avg(CAST(reopen_count > 0 AS INTEGER)) AS reopened_share,
        avg(CAST(is_escalated AS INTEGER)) AS escalated_share,
        avg(CAST(is_repeat AS INTEGER)) AS repeated_share,
        count(upheld) AS decided,
        avg(CAST(upheld AS INTEGER)) AS upheld_share,
        count(satisfaction) AS satisfaction_n,
        avg(satisfaction) AS satisfaction_mean,
        avg(CAST(satisfaction >= 4 AS INTEGER)) AS satisfied_share
    FROM models.complaint_facts
    GROUP BY ALL
)
SELECT
    CAST(periods.starts_at AS DATE) AS {period},
    periods.starts_at + INTERVAL 1 {period} <= $as_of AS is_complete,
    coalesce(cohorts.answered + cohorts.unanswered, 0) AS received,
    coalesce(ended.closed, 0) AS closed,
    coalesce(reopened.reopened, 0) AS reopened,
    CAST(sum(coalesce(opened.opened, 0) - coalesce(ended.closed, 0)) OVER (ORDER BY periods.starts_at) AS BIGINT)
        AS backlog,
    ages.age[1] / 3600 AS backlog_age_p50_hours,
    ages.age[2] / 3600 AS backlog_age_p90_hours,
    ages.age_max / 3600 AS backlog_age_max_hours,
    coalesce(cohorts.answered, 0) AS answered,
    coalesce(cohorts.unanswered, 0) AS unanswered,
    coalesce(cohorts.resolved, 0) AS resolved,
    coalesce(cohorts.merged, 0) AS merged,
    cohorts.first_response[1] / 3600 AS first_response_p50_hours,
    cohorts.first_response[2] / 3600 AS first_response_p90_hours,
    cohorts.first_response_mean / 3600 AS first_response_mean_hours,
    cohorts.first_response_business[1] / 3600 AS first_response_business_p50_hours,
    cohorts.first_response_business[2] / 3600 AS first_response_business_p90_hours,
    cohorts.first_response_business_mean / 3600 AS first_response_business_mean_hours,
    cohorts.first_resolution[1] / 3600 AS first_resolution_p50_hours,
    cohorts.first_resolution[2] / 3600 AS first_resolution_p90_hours,
    cohorts.first_resolution_mean / 3600 AS first_resolution_mean_hours,
    cohorts.first_resolution_business[1] / 3600 AS first_resolution_business_p50_hours,
    cohorts.first_resolution_business[2] / 3600 AS first_resolution_business_p90_hours,
    cohorts.first_resolution_business_mean / 3600 AS first_resolution_business_mean_hours,
    cohorts.resolution[1] / 3600 AS resolution_p50_hours,
    cohorts.resolution[2] / 3600 AS resolution_p90_hours,
    cohorts.resolution_mean / 3600 AS resolution_mean_hours,
    cohorts.resolution_business[1] / 3600 AS resolution_business_p50_hours,
    cohorts.resolution_business[2] / 3600 AS resolution_business_p90_hours,
    cohorts.resolution_business_mean / 3600 AS resolution_business_mean_hours,
    coalesce(cohorts.first_response_judged, 0) AS first_response_judged,
    coalesce(cohorts.first_response_breaches, 0) AS first_response_breaches,
    (cohorts.first_response_judged - cohorts.first_response_breaches) / nullif(cohorts.first_response_judged, 0)
        AS first_response_within_share,
    coalesce(cohorts.resolution_judged, 0) AS resolution_judged,
    coalesce(cohorts.resolution_breaches, 0) AS resolution_breaches,
    (cohorts.resolution_judged - cohorts.resolution_breaches) / nullif(cohorts.resolution_judged, 0)
        AS resolution_within_share,
    coalesce(cohorts.closure_judged, 0) AS closure_judged,
    coalesce(cohorts.closure_breaches, 0) AS closure_breaches,
    (cohorts.closure_judged - cohorts.closure_breaches) / nullif(cohorts.closure_judged, 0)
        AS closure_within_share,
    coalesce(cohorts.statutory_breaches, 0) AS statutory_breaches,
    coalesce(cohorts.beyond_calendar, 0) AS beyond_calendar,
    cohorts.first_contact_resolved / nullif(cohorts.resolved, 0) AS first_contact_resolved_share,
    cohorts.reopened_share,
    cohorts.escalated_share,
    cohorts.repeated_share,
    coalesce(cohorts.decided, 0) AS decided,
    cohorts.upheld_share,
    coalesce(cohorts.satisfaction_n, 0) AS satisfaction_n,
    -- Ratings run from 1 to 5; satisfied is who gave 4 or 5.
    CASE WHEN cohorts.satisfaction_n >= $minimum_responses THEN cohorts.satisfaction_mean END AS satisfaction_mean,
    CASE WHEN cohorts.satisfaction_n >= $minimum_responses THEN cohorts.satisfied_share END AS satisfied_share
FROM periods
LEFT JOIN opened ON opened.starts_at = periods.starts_at
LEFT JOIN ended ON ended.starts_at = periods.starts_at
LEFT JOIN reopened ON reopened.starts_at = periods.starts_at
LEFT JOIN ages ON ages.starts_at = periods.starts_at
LEFT JOIN cohorts ON cohorts.starts_at = periods.starts_at
ORDER BY periods.starts_at
