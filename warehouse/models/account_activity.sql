-- One row per account: when it was last used.
-- Used means active by the platform's own record, logged in with success, or an order of its user. An account
-- never used is idle since it was opened. Nothing after the as-of is known yet.
-- needs: accounts, login_events, orders
WITH logins AS (
    SELECT account_id, max("at") AS last_login_at
    FROM entities.login_events
    WHERE result = 'success' AND "at" <= $as_of
    GROUP BY account_id
),
orders AS (
    SELECT user_id, max(placed_at) AS last_order_at
    FROM entities.orders
    WHERE placed_at <= $as_of
    GROUP BY user_id
),
used AS (
    SELECT
        account.id AS account_id,
        account.user_id,
        account.kind,
        account.created_at,
        greatest(
            CASE WHEN account.last_active_at <= $as_of THEN account.last_active_at END,
            logins.last_login_at,
            orders.last_order_at
        ) AS last_activity_at
    FROM entities.accounts AS account
    LEFT JOIN logins ON logins.account_id = account.id
    LEFT JOIN orders ON orders.user_id = account.user_id
    WHERE account.created_at <= $as_of
)
SELECT
    account_id,
    user_id,
    kind,
    created_at,
    last_activity_at,
    last_activity_at IS NULL AS never_used,
    coalesce(last_activity_at, created_at) AS idle_since
FROM used
