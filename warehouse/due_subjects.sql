-- One row per user and trigger whose data is to be judged: every user for the retention limits, and for
-- `cancellation` those all of whose accounts are cancelled and whose grace period, counted from the last
-- cancellation, is over at the as-of. Whoever cancelled, the user or the platform, makes no difference.
-- held: a legal hold is in force; whatever its scope, it keeps all data of the user until it is narrowed.
WITH holds AS (
    SELECT DISTINCT user_id
    FROM entities.legal_holds
    WHERE starts_at <= $as_of
      AND (expires_at IS NULL OR expires_at > $as_of)
      AND (released_at IS NULL OR released_at > $as_of)
),
cancelled AS (
    SELECT user_id, max(cancelled_at) + to_days($cancellation_days) AS due_at
    FROM entities.accounts
    GROUP BY user_id
    HAVING bool_and(status = 'cancelled' AND cancelled_at IS NOT NULL)
)
SELECT users.id AS subject_id, 'retention_limit' AS trigger, NULL::TIMESTAMP AS due_at,
       holds.user_id IS NOT NULL AS held
FROM entities.users AS users
LEFT JOIN holds ON holds.user_id = users.id
UNION ALL
SELECT cancelled.user_id, 'cancellation', cancelled.due_at, holds.user_id IS NOT NULL
FROM cancelled
LEFT JOIN holds ON holds.user_id = cancelled.user_id
WHERE cancelled.due_at <= $as_of
