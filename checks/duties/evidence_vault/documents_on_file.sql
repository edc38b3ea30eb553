-- One row per kind of document or record that must be on file, as policy/evidence_kinds.yaml lists them for $check.
-- The best item of a kind speaks for it: a current one first, then the one approved last.
SELECT
    required.kind AS subject_key,
    state.id IS NULL OR state.reason IS NOT NULL AS in_breach,
    state.approved_at AS at,
    CASE WHEN state.id IS NULL THEN 'missing' ELSE state.reason END AS reason
FROM entities.evidence_kinds AS required
LEFT JOIN models.evidence_states AS state ON state.kind = required.kind
WHERE required.check_id = $check AND required.per = 'organisation'
QUALIFY row_number() OVER (
    PARTITION BY required.kind ORDER BY state.reason IS NOT NULL, state.approved_at DESC NULLS LAST, state.id
) = 1
