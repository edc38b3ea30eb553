-- One row per user with an open request to erase, with the time the oldest of them was received.
SELECT user_id AS subject_id, min(received_at) AS happened_at
FROM entities.dsr_requests
WHERE type = 'erase'
  AND received_at <= $as_of
  AND (closed_at > $as_of OR (closed_at IS NULL AND outcome IS NULL))
GROUP BY user_id
