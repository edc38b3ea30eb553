-- One row per source of logs.
-- In breach when the oldest record is younger than $days, or a whole day is empty. Judged on the $days complete
-- days before today: today is not over. A source enabled more recently is judged on the days since, and if none
-- of them is empty it stays undecided (NULL): its history is too short to prove the period.
WITH sources AS (
    SELECT
        name,
        CAST($as_of AS DATE) - $days AS first_day,
        greatest(CAST($as_of AS DATE) - $days, CAST(enabled_since AS DATE) + 1) AS expected_from
    FROM entities.log_sources
    WHERE enabled_since <= $as_of
),
records AS (
    SELECT source, CAST("at" AS DATE) AS day
    FROM entities.audit_logs
    WHERE "at" <= $as_of
    GROUP BY ALL
),
observed AS (
    SELECT
        sources.name,
        sources.first_day,
        sources.expected_from,
        greatest(CAST($as_of AS DATE) - sources.expected_from, 0) AS days_expected,
        min(records.day) AS oldest_day,
        count(records.day) FILTER (
            WHERE records.day >= sources.expected_from AND records.day < CAST($as_of AS DATE)
        ) AS days_present
    FROM sources
    LEFT JOIN records ON records.source = sources.name
    GROUP BY ALL
),
judged AS (
    SELECT
        *,
        CASE
            WHEN oldest_day IS NULL AND days_expected > 0 THEN 'no_records'
            WHEN oldest_day > expected_from THEN 'history_short'
            WHEN days_present < days_expected THEN 'empty_day'
        END AS reason
    FROM observed
)
SELECT
    name AS subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN expected_from <= first_day THEN FALSE END AS in_breach,
    CAST(oldest_day AS TIMESTAMP) AS at,
    reason
FROM judged
