-- One row per user all of whose accounts are cancelled, the last of them by one of $cancelled_by, with the time of
-- that cancellation. Nobody named counts as the user.
SELECT user_id AS subject_id, max(cancelled_at) AS happened_at
FROM entities.accounts
GROUP BY user_id
HAVING bool_and(status = 'cancelled' AND cancelled_at IS NOT NULL)
    AND list_contains($cancelled_by, arg_max(coalesce(cancelled_by, 'user'), cancelled_at))
