-- One row per source of production logs.
-- In breach when it is switched off, or a whole day of the last $days is silent. Today is not over and is not
-- judged. A source enabled more recently is judged on the days since, and if none of them is silent it stays
-- undecided (NULL): its history is too short to prove the period.
WITH sources AS (
    SELECT
        name,
        coalesce(disabled_at <= $as_of, FALSE) AS is_disabled,
        CAST($as_of AS DATE) - $days AS first_day,
        greatest(CAST($as_of AS DATE) - $days, CAST(enabled_since AS DATE) + 1) AS expected_from
    FROM entities.log_sources
    WHERE is_production AND enabled_since <= $as_of
),
observed AS (
    SELECT
        sources.name,
        sources.is_disabled,
        sources.expected_from <= sources.first_day AS is_long_enough,
        greatest(CAST($as_of AS DATE) - sources.expected_from, 0) AS days_expected,
        count(DISTINCT CAST(log.at AS DATE)) AS days_present,
        max(log.at) AS last_at
    FROM sources
    LEFT JOIN entities.audit_logs AS log
        ON log.source = sources.name
        AND CAST(log.at AS DATE) >= sources.expected_from
        AND CAST(log.at AS DATE) < CAST($as_of AS DATE)
    GROUP BY ALL
),
judged AS (
    SELECT
        *,
        CASE
            WHEN is_disabled THEN 'switched_off'
            WHEN days_present < days_expected THEN 'silent_day'
        END AS reason
    FROM observed
)
SELECT
    name AS subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN is_long_enough THEN FALSE END AS in_breach,
    last_at AS at,
    reason
FROM judged
