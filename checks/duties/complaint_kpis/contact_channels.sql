-- One row per channel that is promised today and of a kind in $kinds (all, or a list with commas), and one per kind in
-- the list of which no channel is promised. A channel must have been probed in the last $probe_days (exactly then
-- counts), been up in at least the share $availability of its probes of the last $period_days, and have received a
-- complaint or a request in that time: one that nobody reaches is open in name only.
WITH promised AS (
    SELECT id, kind
    FROM entities.contact_channels
    WHERE opened_at <= $as_of AND coalesce(closed_at > $as_of, TRUE)
),
probes AS (
    SELECT channel_id, max(checked_at) AS checked_at, avg(CASE WHEN up THEN 1 ELSE 0 END) AS availability
    FROM entities.channel_status
    WHERE checked_at BETWEEN $as_of - to_days($period_days) AND $as_of
    GROUP BY channel_id
),
cases AS (
    SELECT DISTINCT channel
    FROM (
        SELECT channel, received_at FROM entities.complaints
        UNION ALL
        SELECT channel, opened_at FROM entities.service_requests
    )
    WHERE received_at BETWEEN $as_of - to_days($period_days) AND $as_of
),
judged AS (
    SELECT
        promised.id,
        probes.checked_at,
        CASE
            WHEN coalesce(probes.checked_at < $as_of - to_days($probe_days), TRUE) THEN 'not_probed'
            WHEN probes.availability < $availability THEN 'unavailable'
            WHEN promised.id NOT IN (SELECT channel FROM cases) THEN 'nothing_received'
        END AS reason
    FROM promised
    LEFT JOIN probes ON probes.channel_id = promised.id
    WHERE $kinds = 'all' OR list_contains(string_split($kinds, ','), promised.kind)
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, checked_at AS at, reason
FROM judged
UNION ALL
SELECT 'kind/' || kind AS subject_key, TRUE AS in_breach, CAST(NULL AS TIMESTAMP) AS at, 'missing' AS reason
FROM (SELECT unnest(string_split($kinds, ',')) AS kind)
WHERE kind <> 'all' AND kind NOT IN (SELECT kind FROM promised)
