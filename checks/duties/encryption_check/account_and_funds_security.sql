-- One row per stored credential, and one per incident of a taken-over account or stolen funds.
-- A credential is in breach unless its password is kept as a slow, salted hash; an incident until it is handled.
SELECT
    account_id AS subject_key,
    hash_strength <> 'slow_salted' AS in_breach,
    updated_at AS at,
    CASE hash_strength
        WHEN 'fast' THEN 'fast_hash'
        WHEN 'plaintext' THEN 'plaintext'
        WHEN 'missing' THEN 'no_hash'
    END AS reason
FROM entities.credentials
UNION ALL
SELECT
    id AS subject_key,
    handled_at IS NULL OR handled_at > $as_of AS in_breach,
    detected_at AS at,
    CASE WHEN handled_at IS NULL OR handled_at > $as_of THEN 'incident_unhandled' END AS reason
FROM entities.incidents
WHERE type IN ('account_takeover', 'fund_theft') AND detected_at <= $as_of
