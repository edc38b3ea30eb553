-- One row per order delivered in the last $window_days. It must have led to an invitation that lets the user rate
-- both the provider and the courier.
WITH invited AS (
    SELECT order_id, bool_or(rates_provider) AS rates_provider, bool_or(rates_courier) AS rates_courier
    FROM entities.review_invitations
    WHERE invited_at <= $as_of
    GROUP BY order_id
),
judged AS (
    SELECT
        completed.id,
        completed.delivered_at,
        CASE
            WHEN invited.order_id IS NULL THEN 'not_invited'
            WHEN NOT invited.rates_provider THEN 'provider_not_rateable'
            WHEN NOT invited.rates_courier THEN 'courier_not_rateable'
        END AS reason
    FROM entities.orders AS completed
    LEFT JOIN invited ON invited.order_id = completed.id
    WHERE completed.delivered_at BETWEEN $as_of - to_days($window_days) AND $as_of
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, delivered_at AS at, reason
FROM judged
