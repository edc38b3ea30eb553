-- One row per whole hour of the last $window_days, and one per hour of the day (0 to 23) in which calls came in.
-- An hour is in breach when at some moment of it nobody was on duty; an hour of the day when fewer than
-- $answered_share of its calls, over all days of the window, were answered. Calls are pooled so that one caller who
-- hangs up at night is no breach.
WITH hours AS (
    SELECT unnest(generate_series(
        date_trunc('hour', $as_of) - to_days($window_days),
        date_trunc('hour', $as_of) - INTERVAL 1 HOUR,
        INTERVAL 1 HOUR
    )) AS hour
),
shifts AS (
    SELECT starts_at, coalesce(ends_at, $as_of) AS ends_at
    FROM entities.hotline_roster
    WHERE agents > 0 AND starts_at < $as_of
),
-- Where all of an hour is covered, somebody is on duty at its start and at each end of a shift within it.
moments AS (
    SELECT hour, hour AS moment
    FROM hours
    UNION
    SELECT hours.hour, shifts.ends_at
    FROM hours
    JOIN shifts ON shifts.ends_at > hours.hour AND shifts.ends_at < hours.hour + INTERVAL 1 HOUR
),
staffed AS (
    SELECT moments.hour, bool_and(shifts.starts_at IS NOT NULL) AS is_staffed
    FROM moments
    LEFT JOIN shifts ON shifts.starts_at <= moments.moment AND shifts.ends_at > moments.moment
    GROUP BY moments.hour
),
called AS (
    SELECT
        hour(started_at) AS hour_of_day,
        max(started_at) AS last_call_at,
        count(*) AS calls,
        count(*) FILTER (WHERE answered_at <= $as_of) AS answered
    FROM entities.hotline_calls
    WHERE started_at >= date_trunc('hour', $as_of) - to_days($window_days)
        AND started_at < date_trunc('hour', $as_of)
    GROUP BY hour(started_at)
)
SELECT
    strftime(hour, '%Y-%m-%dT%H') AS subject_key,
    NOT is_staffed AS in_breach,
    hour AS at,
    CASE WHEN NOT is_staffed THEN 'not_staffed' END AS reason
FROM staffed
UNION ALL
SELECT
    format('hour-{:02d}', hour_of_day) AS subject_key,
    answered < $answered_share * calls AS in_breach,
    last_call_at AS at,
    CASE WHEN answered < $answered_share * calls THEN 'calls_unanswered' END AS reason
FROM called
