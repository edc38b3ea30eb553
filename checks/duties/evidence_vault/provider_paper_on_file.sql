-- One row per active provider of the kind $provider_kind, which must have the paper $paper on file.
-- The paper is in force from its signature to the end of its last day; without one it holds $holds_days.
WITH papers AS (
    SELECT
        provider_id,
        max(signed_at) AS signed_at,
        max(signed_at) FILTER (
            WHERE coalesce(expires_at, signed_at + to_days(CAST($holds_days AS INTEGER))) >= date_trunc('day', $as_of)
        ) AS current_at
    FROM entities.provider_documents
    WHERE kind = $paper AND signed_at <= $as_of
    GROUP BY provider_id
)
SELECT
    provider.id AS subject_key,
    paper.current_at IS NULL AS in_breach,
    paper.signed_at AS at,
    CASE WHEN paper.signed_at IS NULL THEN 'missing' WHEN paper.current_at IS NULL THEN 'expired' END AS reason
FROM entities.providers AS provider
LEFT JOIN papers AS paper ON paper.provider_id = provider.id
WHERE provider.kind = $provider_kind AND provider.status = 'active'
