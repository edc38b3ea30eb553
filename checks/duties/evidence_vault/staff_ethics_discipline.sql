-- One row per active member of staff, who must have signed the code of conduct, and one per case of discipline,
-- which is closed within $closure_days.
-- Signed $renewal_days ago to the day is in time; an earlier expiry of its own ends it at the end of that day.
WITH signatures AS (
    SELECT
        staff_id,
        max(signed_at) AS signed_at,
        max(signed_at) FILTER (
            WHERE signed_at >= date_trunc('day', $as_of) - to_days(CAST($renewal_days AS INTEGER))
                AND (expires_at IS NULL OR date_trunc('day', expires_at) >= date_trunc('day', $as_of))
        ) AS current_at
    FROM entities.staff_undertakings
    WHERE document = 'code_of_conduct' AND signed_at <= $as_of
    GROUP BY staff_id
)
SELECT
    person.id AS subject_key,
    signature.current_at IS NULL AS in_breach,
    signature.signed_at AS at,
    CASE
        WHEN signature.signed_at IS NULL THEN 'not_signed'
        WHEN signature.current_at IS NULL THEN 'expired'
    END AS reason
FROM entities.staff AS person
LEFT JOIN signatures AS signature ON signature.staff_id = person.id
WHERE person.status = 'active'
UNION ALL
SELECT
    'case/' || id AS subject_key,
    least(coalesce(closed_at, $as_of), $as_of) > opened_at + to_days(CAST($closure_days AS INTEGER)) AS in_breach,
    opened_at AS at,
    CASE
        WHEN least(coalesce(closed_at, $as_of), $as_of) > opened_at + to_days(CAST($closure_days AS INTEGER))
            THEN 'case_overdue'
    END AS reason
FROM entities.staff_discipline_cases
WHERE kind = 'discipline' AND opened_at <= $as_of
