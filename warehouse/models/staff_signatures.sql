-- One row per active member of staff and kind of undertaking: when it was last signed, and the last signature that
-- its own expiry leaves in force (until the end of that day); NULL where there is none.
-- needs: staff, staff_undertakings
SELECT
    person.id AS staff_id,
    person.post,
    paper.document,
    max(undertaking.signed_at) AS signed_at,
    max(undertaking.signed_at) FILTER (
        WHERE undertaking.expires_at IS NULL OR date_trunc('day', undertaking.expires_at) >= date_trunc('day', $as_of)
    ) AS in_force_since
FROM entities.staff AS person
CROSS JOIN (VALUES ('code_of_conduct'), ('fair_conduct'), ('confidentiality')) AS paper (document)
LEFT JOIN entities.staff_undertakings AS undertaking
    ON undertaking.staff_id = person.id
    AND undertaking.document = paper.document
    AND undertaking.signed_at <= $as_of
WHERE person.status = 'active'
GROUP BY person.id, person.post, paper.document
