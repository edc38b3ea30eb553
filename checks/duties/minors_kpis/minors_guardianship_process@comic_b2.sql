-- One row per consumer under 18, or of unknown age, who used the service in the last $window_days.
-- In breach when the sessions of one calendar day add up to more than $daily_minutes (exactly that is allowed; a session
-- past midnight belongs to both days, two at once count once, one without an end still runs), or when a restricted item
-- was opened. Whoever exceeds a limit and is of unknown age may be a minor: the data cannot tell.
WITH sessions AS (
    SELECT
        used.user_id,
        used.started_at,
        least(used.ended_at, $as_of) AS ended_at,
        used.restricted,
        consumer.age_band
    FROM entities.usage_sessions AS used
    INNER JOIN entities.users AS consumer ON consumer.id = used.user_id
    WHERE consumer.user_type = 'consumer'
        AND consumer.age_band <> 'adult'
        AND used.started_at BETWEEN $as_of - to_days($window_days) AND $as_of
),
parts AS (
    SELECT
        user_id,
        day,
        greatest(started_at, day) AS begins_at,
        least(ended_at, day + INTERVAL 1 DAY) AS ends_at
    FROM (
        SELECT
            *,
            unnest(generate_series(date_trunc('day', started_at), date_trunc('day', ended_at), INTERVAL 1 DAY)) AS day
        FROM sessions
    )
),
-- Only what reaches beyond all earlier sessions of the day adds to it.
added AS (
    SELECT
        user_id,
        day,
        greatest(0, epoch(ends_at) - epoch(greatest(begins_at, coalesce(
            max(ends_at) OVER (
                PARTITION BY user_id, day ORDER BY begins_at, ends_at
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
            ),
            begins_at
        )))) AS seconds
    FROM parts
),
days AS (
    SELECT user_id, day, sum(seconds) AS seconds
    FROM added
    GROUP BY user_id, day
),
over_time AS (
    SELECT user_id, min(day) AS day
    FROM days
    WHERE seconds > $daily_minutes * 60
    GROUP BY user_id
),
judged AS (
    SELECT
        sessions.user_id,
        any_value(sessions.age_band) AS age_band,
        coalesce(any_value(over_time.day), min(started_at) FILTER (WHERE restricted)) AS at,
        CASE
            WHEN any_value(over_time.day) IS NOT NULL THEN 'over_time'
            WHEN bool_or(restricted) THEN 'restricted_content'
        END AS fault
    FROM sessions
    LEFT JOIN over_time ON over_time.user_id = sessions.user_id
    GROUP BY sessions.user_id
)
SELECT
    user_id AS subject_key,
    CASE WHEN fault IS NULL THEN FALSE WHEN age_band <> 'unknown' THEN TRUE END AS in_breach,
    CAST("at" AS TIMESTAMP) AS at,
    CASE WHEN age_band <> 'unknown' THEN fault END AS reason
FROM judged
