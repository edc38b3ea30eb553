-- One row per document of the service organisation, and one per service line: a service with a post that answers
-- its users. A line is unstaffed when nobody active holds that post.
SELECT kind AS subject_key, reason IS NOT NULL AS in_breach, approved_at AS at, reason
FROM models.required_documents
WHERE check_id = $check
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
