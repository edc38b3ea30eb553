-- One row per account that was activated and whose registration the event log reaches back to.
-- In breach unless registration, identity review and activation are all on record and came in this order: the
-- review was filed no earlier than the registration and passed no later than the activation.
WITH log AS (
    SELECT min("at") AS begins_at FROM entities.account_events
),
events AS (
    SELECT
        account_id,
        min("at") FILTER (WHERE type = 'registered') AS registered_at,
        min("at") FILTER (WHERE type = 'activated') AS activated_at
    FROM entities.account_events
    WHERE "at" <= $as_of
    GROUP BY account_id
),
reviews AS (
    SELECT
        user_id,
        arg_min(submitted_at, coalesce(decided_at, submitted_at)) AS submitted_at,
        min(coalesce(decided_at, submitted_at)) AS passed_at
    FROM entities.identity_verifications
    WHERE result = 'passed' AND coalesce(decided_at, submitted_at) <= $as_of
    GROUP BY user_id
),
judged AS (
    SELECT
        account.id,
        event.activated_at,
        CASE
            WHEN event.registered_at IS NULL THEN 'no_registration'
            WHEN review.user_id IS NULL THEN 'no_review'
            WHEN event.activated_at < event.registered_at THEN 'activated_before_registration'
            WHEN review.submitted_at < event.registered_at THEN 'reviewed_before_registration'
            WHEN review.passed_at > event.activated_at THEN 'activated_before_review'
        END AS reason
    FROM entities.accounts AS account
    CROSS JOIN log
    JOIN events AS event ON event.account_id = account.id
    LEFT JOIN reviews AS review ON review.user_id = account.user_id
    WHERE event.activated_at IS NOT NULL AND account.created_at >= log.begins_at
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, activated_at AS at, reason
FROM judged
