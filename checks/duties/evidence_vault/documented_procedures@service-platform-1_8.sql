-- One row per post with active staff and paper it needs: its duties, and the standard by which it is assessed.
-- The best item that names the post speaks for it: a current one first, then the one approved last.
SELECT
    required.kind || '/' || post.post AS subject_key,
    state.id IS NULL OR state.reason IS NOT NULL AS in_breach,
    state.approved_at AS at,
    CASE WHEN state.id IS NULL THEN 'missing' ELSE state.reason END AS reason
FROM (SELECT DISTINCT post FROM entities.staff WHERE status = 'active') AS post
CROSS JOIN entities.evidence_kinds AS required
LEFT JOIN models.evidence_states AS state ON state.kind = required.kind AND state.subject = post.post
WHERE required.check_id = $check
QUALIFY row_number() OVER (
    PARTITION BY required.kind, post.post
    ORDER BY state.reason IS NOT NULL, state.approved_at DESC NULLS LAST, state.id
) = 1
