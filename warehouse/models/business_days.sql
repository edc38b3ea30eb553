-- One row per version of the complaint rules and day of the working calendar: its working hours, and what came before.
-- Microseconds: `opens` and `closes` after midnight (both 0 on a day off), `worked_before` from the calendar's
-- first day to this day's midnight. A moment's working time is worked_before plus the part of the day already
-- worked; the working time between two moments is the difference of theirs.
-- `slot` is one number for version and day: a million a version, and the days since 1970.
-- needs: calendar_days, complaint_rules
WITH days AS (
    SELECT CAST(unnest(generate_series(min(day), max(day), INTERVAL 1 DAY)) AS DATE) AS day
    FROM entities.calendar_days
),
versions AS (
    SELECT DISTINCT version, version_number, opens_second, closes_second FROM entities.complaint_rules
),
hours AS (
    SELECT
        versions.version,
        versions.version_number,
        days.day,
        -- A working weekend and no holiday: Saturday and Sunday are 6 and 7.
        coalesce(exception.kind = 'working_weekend', isodow(days.day) < 6) AS works,
        CASE WHEN works THEN versions.opens_second * 1000000 ELSE 0 END AS opens,
        CASE WHEN works THEN versions.closes_second * 1000000 ELSE 0 END AS closes
    FROM days
    CROSS JOIN versions
    LEFT JOIN entities.calendar_days AS exception
        ON exception.day = days.day
        AND exception.kind IN ('holiday', 'working_weekend')
)
SELECT
    version,
    day,
    version_number * 1000000 + epoch_us(CAST(day AS TIMESTAMP)) // 86400000000 AS slot,
    opens,
    closes,
    CAST(sum(closes - opens) OVER (PARTITION BY version ORDER BY day) - (closes - opens) AS BIGINT) AS worked_before
FROM hours
