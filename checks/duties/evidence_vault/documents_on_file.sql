-- One row per kind of document or record that must be on file, as policy/evidence_kinds.yaml lists them for $check.
SELECT kind AS subject_key, reason IS NOT NULL AS in_breach, approved_at AS at, reason
FROM models.required_documents
WHERE check_id = $check
