-- One row per account that the platform ended, unless it ended it for disuse (a notice of dormancy and a freeze were
-- the two events before).
-- In breach when no violation of its user had been confirmed by then. More than $grace_days later it is also in breach
-- when the user's data is still there, all their accounts are cancelled, no legal hold keeps it, and nothing has made
-- it due for erasure: the time to erasure does not run. Without the event of the ending, whether it was for disuse
-- cannot be told (NULL).
WITH events AS (
    SELECT
        account_id,
        type,
        "at",
        lag(type) OVER in_order AS previous,
        lag(type, 2) OVER in_order AS one_before
    FROM entities.account_events
    WHERE "at" <= $as_of
    WINDOW in_order AS (PARTITION BY account_id ORDER BY "at")
),
ended AS (
    SELECT
        account.id,
        account.user_id,
        account.cancelled_at,
        count(event.account_id) = 0 AS is_unrecorded,
        coalesce(bool_or(event.previous = 'frozen' AND event.one_before = 'dormant_notice'), FALSE) AS for_disuse
    FROM entities.accounts AS account
    LEFT JOIN events AS event ON event.account_id = account.id AND event.type = 'cancelled'
    WHERE account.cancelled_by = 'platform' AND account.cancelled_at <= $as_of
    GROUP BY account.id, account.user_id, account.cancelled_at
),
grounds AS (
    SELECT user_id, min(confirmed_at) AS first_confirmed_at
    FROM entities.violations
    GROUP BY user_id
),
judged AS (
    SELECT
        ended.*,
        CASE
            WHEN is_unrecorded THEN NULL
            WHEN coalesce(grounds.first_confirmed_at > ended.cancelled_at, TRUE) THEN 'no_violation'
            WHEN ended.cancelled_at < $as_of - to_days($grace_days)
                AND 'present' IN (holder.name_state, replace(holder.phone_state, 'valid', 'present'))
                AND NOT EXISTS (
                    SELECT 1 FROM entities.accounts AS other
                    WHERE other.user_id = ended.user_id AND coalesce(other.cancelled_at > $as_of, TRUE)
                )
                AND NOT EXISTS (
                    SELECT 1 FROM entities.legal_holds AS hold
                    WHERE hold.user_id = ended.user_id
                        AND hold.starts_at <= $as_of
                        AND coalesce(hold.expires_at > $as_of, TRUE)
                        AND coalesce(hold.released_at > $as_of, TRUE)
                )
                AND NOT EXISTS (
                    SELECT 1 FROM entities.retention_due AS due
                    WHERE due.subject_id = ended.user_id AND due.trigger <> 'retention_limit'
                )
                THEN 'clock_not_running'
        END AS reason
    FROM ended
    LEFT JOIN grounds ON grounds.user_id = ended.user_id
    LEFT JOIN entities.users AS holder ON holder.id = ended.user_id
    WHERE NOT for_disuse
)
SELECT
    id AS subject_key,
    CASE WHEN NOT is_unrecorded THEN reason IS NOT NULL END AS in_breach,
    cancelled_at AS at,
    reason
FROM judged
