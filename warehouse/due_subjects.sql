-- One row per user and trigger whose data is to be judged: every user for the retention limits, and those on whom an
-- event of due_events (one row per user and trigger, with its deadline) obliges to erase.
-- hold_scopes: the scopes of the legal holds in force on the user; empty where there is none.
WITH holds AS (
    SELECT user_id, list(DISTINCT scope ORDER BY scope) AS hold_scopes
    FROM entities.legal_holds
    WHERE starts_at <= $as_of
      AND (expires_at IS NULL OR expires_at > $as_of)
      AND (released_at IS NULL OR released_at > $as_of)
    GROUP BY user_id
)
SELECT due.subject_id, due.trigger, due.due_at, coalesce(holds.hold_scopes, []::VARCHAR[]) AS hold_scopes
FROM (
    SELECT id AS subject_id, 'retention_limit' AS trigger, NULL::TIMESTAMP AS due_at FROM entities.users
    UNION ALL BY NAME
    SELECT subject_id, trigger, due_at FROM due_events
) AS due
LEFT JOIN holds ON holds.user_id = due.subject_id
