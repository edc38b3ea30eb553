-- One row per record of representation (assembly, legal aid), and one per employee's grievance.
-- A grievance closed exactly $closure_days after its receipt is in time; one open after that counts as a breach.
SELECT kind AS subject_key, reason IS NOT NULL AS in_breach, approved_at AS at, reason
FROM models.required_documents
WHERE check_id = $check
UNION ALL
SELECT
    'grievance/' || id AS subject_key,
    least(coalesce(closed_at, $as_of), $as_of) > received_at + to_days(CAST($closure_days AS INTEGER)) AS in_breach,
    received_at AS at,
    CASE
        WHEN least(coalesce(closed_at, $as_of), $as_of) <= received_at + to_days(CAST($closure_days AS INTEGER)) THEN NULL
        WHEN closed_at <= $as_of THEN 'grievance_closed_late'
        ELSE 'grievance_overdue'
    END AS reason
FROM entities.grievances
WHERE received_at <= $as_of
