-- One row per document of security responsibility, and one per service or system, which needs an owner.
SELECT
    required.kind AS subject_key,
    state.id IS NULL OR state.reason IS NOT NULL AS in_breach,
    state.approved_at AS at,
    CASE WHEN state.id IS NULL THEN 'missing' ELSE state.reason END AS reason
FROM entities.evidence_kinds AS required
LEFT JOIN models.evidence_states AS state ON state.kind = required.kind
WHERE required.check_id = $check
QUALIFY row_number() OVER (
    PARTITION BY required.kind ORDER BY state.reason IS NOT NULL, state.approved_at DESC NULLS LAST, state.id
) = 1
UNION ALL
SELECT
    'system/' || id AS subject_key,
    coalesce(trim(owner), '') = '' AS in_breach,
    CAST(NULL AS TIMESTAMP) AS at,
    CASE WHEN coalesce(trim(owner), '') = '' THEN 'no_owner' END AS reason
FROM entities.services
