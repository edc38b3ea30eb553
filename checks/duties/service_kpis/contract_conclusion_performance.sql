-- One row per paid subscription that runs, or that ended or was ordered in the last $window_days, once it has started
-- or should have.
-- In breach without a contract of the same user signed by the start, and when it started after the promised time or
-- is overdue. A missing contract counts however long ago the service started, as long as it runs.
WITH paid AS (
    SELECT
        subscription.id,
        subscription.ordered_at,
        subscription.promised_at,
        CASE WHEN subscription.started_at <= $as_of THEN subscription.started_at END AS started_at,
        CASE WHEN contract.signed_at <= $as_of THEN contract.signed_at END AS signed_at
    FROM entities.subscriptions AS subscription
    LEFT JOIN entities.contracts AS contract
        ON contract.id = subscription.contract_id AND contract.user_id = subscription.user_id
    WHERE subscription.paid
        AND subscription.ordered_at <= $as_of
        AND (
            coalesce(subscription.ended_at > $as_of, TRUE)
            OR greatest(subscription.ended_at, subscription.ordered_at) >= $as_of - to_days($window_days)
        )
        -- What ended before it started was called off.
        AND NOT coalesce(subscription.started_at IS NULL AND subscription.ended_at <= $as_of, FALSE)
),
judged AS (
    SELECT
        *,
        CASE
            WHEN started_at IS NOT NULL AND signed_at IS NULL THEN 'no_contract'
            WHEN signed_at > started_at THEN 'signed_late'
            WHEN started_at > promised_at THEN 'delivered_late'
            WHEN started_at IS NULL THEN 'overdue'
        END AS reason
    FROM paid
    WHERE started_at IS NOT NULL OR promised_at < $as_of
)
SELECT
    id AS subject_key,
    reason IS NOT NULL AS in_breach,
    coalesce(started_at, ordered_at) AS at,
    reason
FROM judged
