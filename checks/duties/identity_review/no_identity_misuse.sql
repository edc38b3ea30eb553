-- One row per identity number on which someone with a living account passed verification.
-- In breach when more than $maximum_users different users passed on it. Users whose accounts are all cancelled do
-- not count: whoever leaves may come back.
SELECT
    verification.id_number_key AS subject_key,
    count(DISTINCT verification.user_id) > $maximum_users AS in_breach,
    max(verification.decided_at) AS at,
    CASE WHEN count(DISTINCT verification.user_id) > $maximum_users THEN 'shared_identity' END AS reason
FROM entities.identity_verifications AS verification
WHERE verification.result = 'passed'
    AND verification.id_number_key IS NOT NULL
    AND verification.submitted_at <= $as_of
    AND verification.user_id IN (SELECT user_id FROM entities.accounts WHERE status <> 'cancelled')
GROUP BY verification.id_number_key
