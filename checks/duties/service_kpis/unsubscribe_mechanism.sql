-- One row per request to unsubscribe of the last $window_days, or earlier and still open, once it took effect or should
-- have.
-- In breach when it took longer than $limit_days or is overdue, and when a charge for a later period or a message about
-- the service followed. From the moment of effect, or the end of the limit if that came first, nothing may follow.
WITH requests AS (
    SELECT
        request.id,
        request.requested_at,
        request.requested_at + to_days($limit_days) AS due_at,
        CASE WHEN request.effective_at <= $as_of THEN request.effective_at END AS effective_at,
        request.subscription_id,
        subscription.user_id,
        subscription.product
    FROM entities.unsubscribe_requests AS request
    LEFT JOIN entities.subscriptions AS subscription ON subscription.id = request.subscription_id
    WHERE request.requested_at <= $as_of
        AND (
            request.requested_at >= $as_of - to_days($window_days)
            OR coalesce(request.effective_at > $as_of, TRUE)
        )
),
followed AS (
    SELECT
        requests.*,
        EXISTS (
            SELECT 1
            FROM entities.charges AS charge
            WHERE charge.subscription_id = requests.subscription_id
                AND charge.charged_at <= $as_of
                AND coalesce(charge.service_from, charge.charged_at) > least(requests.effective_at, requests.due_at)
        ) AS charged,
        EXISTS (
            SELECT 1
            FROM entities.marketing_messages AS message
            WHERE message.user_id = requests.user_id
                AND message.product = requests.product
                AND message.sent_at <= $as_of
                AND message.sent_at > least(requests.effective_at, requests.due_at)
                -- Unless the user has subscribed to the service again.
                AND NOT EXISTS (
                    SELECT 1
                    FROM entities.subscriptions AS later
                    WHERE later.user_id = requests.user_id
                        AND later.product = requests.product
                        AND later.ordered_at BETWEEN requests.requested_at AND message.sent_at
                )
        ) AS messaged
    FROM requests
),
judged AS (
    SELECT
        *,
        CASE
            WHEN effective_at > due_at THEN 'effective_late'
            WHEN effective_at IS NULL AND due_at < $as_of THEN 'overdue'
            WHEN charged THEN 'charged_after'
            WHEN messaged THEN 'messaged_after'
        END AS reason
    FROM followed
    WHERE effective_at IS NOT NULL OR due_at < $as_of
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, requested_at AS at, reason
FROM judged
