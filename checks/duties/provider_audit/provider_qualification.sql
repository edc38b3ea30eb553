-- One row per active provider.
-- In breach when its licence is missing, invalid or expired, when no audit passed in the last $period_days (one
-- exactly that old counts), or when the latest audit failed. A licence is good until the end of its last day;
-- one without an end date does not expire.
WITH audits AS (
    SELECT
        provider_id,
        max(audited_at) FILTER (WHERE result = 'passed') AS last_passed_at,
        arg_max(result, audited_at) AS last_result
    FROM entities.provider_audits
    WHERE audited_at <= $as_of
    GROUP BY provider_id
),
judged AS (
    SELECT
        provider.id,
        audits.last_passed_at,
        CASE
            WHEN provider.licence_state = 'missing' THEN 'licence_missing'
            WHEN provider.licence_state = 'invalid' THEN 'licence_invalid'
            WHEN provider.licence_expires_at < date_trunc('day', $as_of) THEN 'licence_expired'
            WHEN audits.last_result = 'failed' THEN 'audit_failed'
            WHEN coalesce(audits.last_passed_at < $as_of - to_days($period_days), TRUE) THEN 'audit_overdue'
        END AS reason
    FROM entities.providers AS provider
    LEFT JOIN audits ON audits.provider_id = provider.id
    WHERE provider.status = 'active'
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, last_passed_at AS at, reason
FROM judged
