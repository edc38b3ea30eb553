-- One row per active member of staff, who must have signed the code of conduct, and one per case of discipline,
-- which is closed within $closure_days.
-- Signed $renewal_days ago to the day is in time; an earlier expiry of its own ends it at the end of that day.
WITH judged AS (
    SELECT
        staff_id,
        signed_at,
        CASE
            WHEN signed_at IS NULL THEN 'not_signed'
            WHEN in_force_since >= date_trunc('day', $as_of) - to_days(CAST($renewal_days AS INTEGER)) THEN NULL
            ELSE 'expired'
        END AS reason
    FROM models.staff_signatures
    WHERE document = 'code_of_conduct'
)
SELECT
    staff_id AS subject_key,
    reason IS NOT NULL AS in_breach,
    signed_at AS at,
    reason
FROM judged
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
