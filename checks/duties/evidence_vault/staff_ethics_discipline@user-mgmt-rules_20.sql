-- One row per case of a mistake at work. It ends with a person and a finding of responsibility, within
-- $closure_days of its opening (closed exactly then is in time; one open after that counts as a breach).
WITH cases AS (
    SELECT
        id,
        opened_at,
        CASE
            WHEN closed_at <= $as_of AND staff_id IS NULL THEN 'no_person'
            WHEN closed_at <= $as_of AND finding_state = 'missing' THEN 'no_finding'
            WHEN least(coalesce(closed_at, $as_of), $as_of) <= opened_at + to_days(CAST($closure_days AS INTEGER)) THEN NULL
            WHEN closed_at <= $as_of THEN 'closed_late'
            ELSE 'overdue_open'
        END AS reason
    FROM entities.staff_discipline_cases
    WHERE kind = 'mistake' AND opened_at <= $as_of
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, opened_at AS at, reason
FROM cases
