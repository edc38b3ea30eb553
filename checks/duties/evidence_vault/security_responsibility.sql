-- One row per document of security responsibility, and one per service or system, which needs an owner.
SELECT kind AS subject_key, reason IS NOT NULL AS in_breach, approved_at AS at, reason
FROM models.required_documents
WHERE check_id = $check
UNION ALL
SELECT
    'system/' || id AS subject_key,
    coalesce(trim(owner), '') = '' AS in_breach,
    CAST(NULL AS TIMESTAMP) AS at,
    CASE WHEN coalesce(trim(owner), '') = '' THEN 'no_owner' END AS reason
FROM entities.services
