-- One row per record of representation (assembly, legal aid), and one per employee's grievance.
-- A grievance closed exactly $closure_days after its receipt is in time; one open after that counts as a breach.
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
