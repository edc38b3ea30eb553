-- One row per document of the service organisation, and one per service line: a service with a post that answers
-- its users. A line is unstaffed when nobody active holds that post.
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
    'line/' || service.id AS subject_key,
    count(person.id) = 0 AS in_breach,
    CAST(NULL AS TIMESTAMP) AS at,
    CASE WHEN count(person.id) = 0 THEN 'unstaffed' END AS reason
FROM entities.services AS service
LEFT JOIN entities.staff AS person ON person.post = service.support_post AND person.status = 'active'
WHERE service.public
GROUP BY service.id
