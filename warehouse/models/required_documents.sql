-- One row per kind of document or record that policy/evidence_kinds.yaml asks of the whole organisation.
-- The best item of a kind speaks for it: a current one first, then the one approved last.
-- needs: evidence_kinds, evidence_states
SELECT
    required.check_id,
    required.kind,
    state.approved_at,
    CASE WHEN state.id IS NULL THEN 'missing' ELSE state.reason END AS reason
FROM entities.evidence_kinds AS required
LEFT JOIN models.evidence_states AS state ON state.kind = required.kind
WHERE required.per = 'organisation'
QUALIFY row_number() OVER (
    PARTITION BY required.kind ORDER BY state.reason IS NOT NULL, state.approved_at DESC NULLS LAST, state.id
) = 1
