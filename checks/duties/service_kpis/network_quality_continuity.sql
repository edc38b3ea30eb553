-- One row per service with targets and calendar month of the last $months months, the present one only once it is in
-- breach.
-- In breach when interruptions, overlapping ones once, took more than 1 - $availability of the month, when there were
-- more than $max_outages, or when the mean delay exceeds the service's target for `delay_ms`. Without figures of delay
-- where there is such a target it cannot be told. An interruption of a part of the service counts like one of the
-- whole.
WITH months AS (
    SELECT
        unnest(generate_series(
            date_trunc('month', $as_of) - to_months($months), date_trunc('month', $as_of), INTERVAL 1 MONTH
        )) AS starts_at
),
periods AS (
    SELECT DISTINCT
        target.service,
        months.starts_at,
        months.starts_at + INTERVAL 1 MONTH AS ends_at
    FROM entities.service_targets AS target
    CROSS JOIN months
),
cuts AS (
    SELECT
        periods.service,
        periods.starts_at,
        outage.started_at >= periods.starts_at AS begins_here,
        greatest(outage.started_at, periods.starts_at) AS down_from,
        least(coalesce(outage.ended_at, $as_of), periods.ends_at, $as_of) AS down_to,
        max(least(coalesce(outage.ended_at, $as_of), periods.ends_at, $as_of)) OVER (
            PARTITION BY periods.service, periods.starts_at
            ORDER BY outage.started_at, outage.id
            ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
        ) AS covered_to
    FROM periods
    JOIN entities.outages AS outage
        ON outage.service = periods.service
        AND outage.started_at < least(periods.ends_at, $as_of)
        AND coalesce(outage.ended_at > periods.starts_at, TRUE)
),
interrupted AS (
    SELECT
        service,
        starts_at,
        count(*) FILTER (WHERE begins_here) AS outages,
        sum(greatest(epoch(down_to - greatest(down_from, coalesce(covered_to, down_from))), 0)) AS down_seconds
    FROM cuts
    GROUP BY service, starts_at
),
delayed AS (
    SELECT
        periods.service,
        periods.starts_at,
        avg(metric.value) AS delay_ms,
        any_value(target.target) AS target_ms
    FROM periods
    JOIN entities.service_targets AS target ON target.service = periods.service AND target.metric = 'delay_ms'
    LEFT JOIN entities.service_metrics AS metric
        ON metric.service = periods.service
        AND metric.metric = 'delay_ms'
        AND metric."at" >= periods.starts_at
        AND metric."at" < periods.ends_at
        AND metric."at" <= $as_of
    GROUP BY periods.service, periods.starts_at
),
judged AS (
    SELECT
        periods.service,
        periods.starts_at,
        periods.ends_at,
        CASE
            WHEN interrupted.down_seconds > (1 - $availability) * epoch(periods.ends_at - periods.starts_at)
                THEN 'unavailable'
            WHEN interrupted.outages > $max_outages THEN 'interrupted_often'
            WHEN delayed.delay_ms > delayed.target_ms THEN 'slow'
        END AS reason,
        delayed.target_ms IS NOT NULL AND delayed.delay_ms IS NULL AS unmeasured
    FROM periods
    LEFT JOIN interrupted ON interrupted.service = periods.service AND interrupted.starts_at = periods.starts_at
    LEFT JOIN delayed ON delayed.service = periods.service AND delayed.starts_at = periods.starts_at
)
SELECT
    service || '/' || strftime(starts_at, '%Y-%m') AS subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN NOT unmeasured THEN FALSE END AS in_breach,
    starts_at AS at,
    reason
FROM judged
WHERE ends_at <= $as_of OR reason IS NOT NULL
