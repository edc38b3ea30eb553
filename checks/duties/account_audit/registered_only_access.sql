-- One row per download or use of content in the last $window_days.
-- In breach when it belongs to no account, or to one that was not activated yet, was cancelled already, or whose
-- holder had passed no identity check by then: all these are guests.
WITH verified AS (
    SELECT user_id, min(coalesce(decided_at, submitted_at)) AS passed_at
    FROM entities.identity_verifications
    WHERE result = 'passed'
    GROUP BY user_id
),
judged AS (
    SELECT
        event.id,
        event.at,
        CASE
            WHEN account.id IS NULL THEN 'no_account'
            WHEN coalesce(account.activated_at > event.at, TRUE) THEN 'before_activation'
            WHEN account.cancelled_at <= event.at THEN 'after_cancellation'
            WHEN coalesce(holder.passed_at > event.at, TRUE) THEN 'not_verified'
        END AS reason
    FROM entities.download_events AS event
    LEFT JOIN entities.accounts AS account ON account.id = event.account_id
    LEFT JOIN verified AS holder ON holder.user_id = account.user_id
    WHERE event.at BETWEEN $as_of - to_days($window_days) AND $as_of
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
