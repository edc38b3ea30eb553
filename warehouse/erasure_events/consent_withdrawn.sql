-- One row per user who has withdrawn every consent given for $purposes, with the time of the last withdrawal.
-- One consent still standing carries the data of all these purposes.
SELECT user_id AS subject_id, max(revoked_at) AS happened_at
FROM entities.consents
WHERE list_contains($purposes, purpose) AND granted_at <= $as_of
GROUP BY user_id
HAVING bool_and(coalesce(revoked_at <= $as_of, false))
