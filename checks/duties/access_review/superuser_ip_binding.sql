-- One row per super-user account of the admin console that is enabled, and per superuser of a database server.
-- In breach when its list of addresses is empty or holds a wildcard range, or when it logged in from outside
-- the list during the last $login_days. A login whose address could not be compared leaves it undecided (NULL), and
-- so does a server that does not show from where its superusers may come.
WITH logins AS (
    SELECT
        operator_id,
        max("at") FILTER (WHERE NOT ip_allowed) AS last_off_list_at,
        count(*) FILTER (WHERE ip_allowed IS NULL) AS undecided
    FROM entities.login_events
    WHERE result = 'success' AND operator_id IS NOT NULL
        AND "at" BETWEEN $as_of - to_days($login_days) AND $as_of
    GROUP BY operator_id
),
judged AS (
    SELECT
        operator.id,
        coalesce(logins.last_off_list_at, operator.created_at) AS at,
        coalesce(logins.undecided, 0) > 0 AS is_undecided,
        CASE
            WHEN logins.last_off_list_at IS NOT NULL THEN 'login_off_list'
            WHEN operator.allowlist_state = 'empty' THEN 'no_allowlist'
            WHEN operator.allowlist_state = 'wildcard' THEN 'wildcard_allowlist'
        END AS reason
    FROM entities.operator_accounts AS operator
    LEFT JOIN logins ON logins.operator_id = operator.operator_id
    WHERE operator.is_superuser
        AND operator.created_at <= $as_of
        AND coalesce(operator.disabled_at > $as_of, TRUE)
    UNION ALL
    SELECT
        concat_ws('/', 'login', store, login),
        CAST(NULL AS TIMESTAMP),
        reach = 'unknown',
        CASE WHEN reach = 'any' THEN 'wildcard_allowlist' END
    FROM entities.store_logins
    WHERE is_superuser
)
SELECT
    id AS subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN NOT is_undecided THEN FALSE END AS in_breach,
    "at",
    reason
FROM judged
