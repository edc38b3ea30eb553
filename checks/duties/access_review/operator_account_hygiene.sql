-- One row per account of the admin console that is enabled.
-- In breach when several people share it, when its credentials are older than $credential_days, or when during the
-- last $login_days it logged in on another device within $session_minutes of a login before. A password that was
-- never changed is as old as the account. A login without a device leaves the account undecided (NULL).
WITH sessions AS (
    SELECT
        operator_id,
        max("at") FILTER (
            WHERE device_id <> previous_device AND "at" <= previous_at + to_minutes($session_minutes)
        ) AS last_overlap_at,
        count(*) FILTER (WHERE device_id IS NULL) AS without_device
    FROM models.operator_logins
    WHERE "at" >= $as_of - to_days($login_days)
    GROUP BY operator_id
),
judged AS (
    SELECT
        operator.id,
        coalesce(operator.password_changed_at, operator.created_at) AS changed_at,
        coalesce(session.without_device, 0) > 0 AS is_undecided,
        CASE
            WHEN operator.shared THEN 'shared'
            WHEN session.last_overlap_at IS NOT NULL THEN 'two_devices_at_once'
            WHEN coalesce(operator.password_changed_at, operator.created_at) < $as_of - to_days($credential_days)
                THEN 'credentials_old'
        END AS reason
    FROM entities.operator_accounts AS operator
    LEFT JOIN sessions AS session ON session.operator_id = operator.operator_id
    WHERE operator.created_at <= $as_of AND coalesce(operator.disabled_at > $as_of, TRUE)
)
SELECT
    id AS subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN NOT is_undecided THEN FALSE END AS in_breach,
    changed_at AS at,
    reason
FROM judged
