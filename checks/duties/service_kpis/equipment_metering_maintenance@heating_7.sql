-- One row per meter in use.
-- In breach when its last calibration is older than $calibration_days, or its readings of the last $window_days have
-- a hole of more than $gap_days, fall, or rise in a day by more than $jump_factor times what they otherwise did.
WITH in_use AS (
    SELECT
        id,
        CASE WHEN calibrated_at <= $as_of THEN calibrated_at END AS calibrated_at,
        greatest(installed_at, $as_of - to_days($window_days)) AS watched_from
    FROM entities.meters
    WHERE installed_at <= $as_of AND coalesce(removed_at > $as_of, TRUE)
),
readings AS (
    SELECT
        in_use.id,
        in_use.watched_from,
        reading.read_at,
        reading.value,
        lag(reading.read_at) OVER of_meter AS previous_at,
        lag(reading.value) OVER of_meter AS previous_value
    FROM in_use
    JOIN entities.meter_readings AS reading
        ON reading.meter_id = in_use.id AND reading.read_at BETWEEN in_use.watched_from AND $as_of
    WINDOW of_meter AS (PARTITION BY in_use.id ORDER BY reading.read_at)
),
steps AS (
    SELECT
        *,
        epoch(read_at - coalesce(previous_at, watched_from)) / 86400 AS days,
        (value - previous_value) / (epoch(read_at - previous_at) / 86400) AS daily
    FROM readings
),
watched AS (
    SELECT
        id,
        max(days) AS longest_days,
        max(read_at) AS last_read_at,
        coalesce(min(daily) < 0, FALSE) AS falls,
        coalesce(
            sum(daily) > max(daily) AND max(daily) > $jump_factor * (sum(daily) - max(daily)) / (count(daily) - 1),
            FALSE
        ) AS jumps
    FROM steps
    GROUP BY id
),
judged AS (
    SELECT
        in_use.id,
        coalesce(watched.last_read_at, in_use.watched_from) AS at,
        CASE
            WHEN coalesce(in_use.calibrated_at < $as_of - to_days($calibration_days), TRUE) THEN 'calibration_expired'
            WHEN greatest(
                coalesce(watched.longest_days, 0),
                epoch($as_of - coalesce(watched.last_read_at, in_use.watched_from)) / 86400
            ) > $gap_days THEN 'readings_missing'
            WHEN watched.falls THEN 'reading_falls'
            WHEN watched.jumps THEN 'reading_jumps'
        END AS reason
    FROM in_use
    LEFT JOIN watched ON watched.id = in_use.id
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
