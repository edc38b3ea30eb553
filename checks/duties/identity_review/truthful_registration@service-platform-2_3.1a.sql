-- One row per approved identity review of a user who still holds an account that is not cancelled.
-- In breach when no document was filed with it. What was filed for users who left is erased with them.
SELECT
    id AS subject_key,
    document_state = 'missing' AS in_breach,
    coalesce(decided_at, submitted_at) AS at,
    CASE WHEN document_state = 'missing' THEN 'no_document' END AS reason
FROM entities.identity_verifications
WHERE result = 'passed'
    AND coalesce(decided_at, submitted_at) <= $as_of
    AND user_id IN (SELECT user_id FROM entities.accounts WHERE status <> 'cancelled')
