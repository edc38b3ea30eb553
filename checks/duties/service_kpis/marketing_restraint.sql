-- One row per user and calendar month with marketing messages, over the months that the last $window_days touch, and
-- one per subscription that started in the last $window_days.
-- A month is in breach with more than $max_messages to one user, or with a message after the user had taken back the
-- consent to $purpose (and had given none since); a subscription when the user had not confirmed it by its start.
-- A month bears the id of one of its messages, so that no key of a person is part of a longer one.
WITH opted AS (
    SELECT user_id, granted_at, revoked_at
    FROM entities.consents
    WHERE purpose = $purpose AND granted_at <= $as_of
),
refused AS (
    SELECT message.id
    FROM entities.marketing_messages AS message
    JOIN opted ON opted.user_id = message.user_id AND opted.granted_at <= message.sent_at
    WHERE message.sent_at <= $as_of
    GROUP BY message.id, message.sent_at
    HAVING bool_and(coalesce(opted.revoked_at <= message.sent_at, FALSE))
),
months AS (
    SELECT
        'message/' || min(message.id) AS subject_key,
        max(message.sent_at) AS at,
        CASE
            WHEN count(refused.id) > 0 THEN 'sent_after_opt_out'
            WHEN count(*) > $max_messages THEN 'too_many_messages'
        END AS reason
    FROM entities.marketing_messages AS message
    LEFT JOIN refused ON refused.id = message.id
    WHERE message.sent_at BETWEEN date_trunc('month', $as_of - to_days($window_days)) AND $as_of
    GROUP BY message.user_id, strftime(message.sent_at, '%Y-%m')
),
started AS (
    SELECT
        'subscription/' || id AS subject_key,
        started_at AS at,
        CASE WHEN coalesce(confirmed_at > started_at, TRUE) THEN 'not_confirmed' END AS reason
    FROM entities.subscriptions
    WHERE started_at BETWEEN $as_of - to_days($window_days) AND $as_of
)
SELECT subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM months
UNION ALL
SELECT subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM started
