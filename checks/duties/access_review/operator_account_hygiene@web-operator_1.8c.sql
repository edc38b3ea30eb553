-- One row per column in which the scan found anything, and one per operator who logged in to the admin console in
-- the last $login_days.
-- A column is in breach when texts in it mention a credential, or when it holds credentials and stands in the
-- catalogue neither as hashed nor as encrypted. An operator is in breach when logged in on another device within
-- $session_minutes of a login before: somebody else knows the password. Without devices nothing can be said (NULL).
WITH columns AS (
    SELECT
        concat_ws('/', found.store, found."table", found."column" || coalesce(found.path, '')) AS subject_key,
        bool_or(found.entity_type = 'CREDENTIAL' AND found.mentions) AS is_mentioned,
        bool_or(
            found.entity_type = 'CREDENTIAL'
            AND NOT EXISTS (
                SELECT 1
                FROM entities.pii_catalog AS catalogued
                WHERE catalogued.store = found.store
                    AND catalogued."table" = found."table"
                    AND catalogued."column" = found."column"
                    AND catalogued.pii_type = 'CREDENTIAL'
                    AND catalogued.protection IN ('hashed', 'encrypted', 'encrypted_at_rest')
            )
        ) AS is_open
    FROM entities.pii_findings AS found
    GROUP BY ALL
),
operators AS (
    SELECT
        operator_id,
        max("at") AS last_at,
        count(*) FILTER (
            WHERE device_id <> previous_device AND "at" <= previous_at + to_minutes($session_minutes)
        ) AS overlap_count,
        count(*) FILTER (WHERE device_id IS NULL) AS without_device
    FROM models.operator_logins
    WHERE "at" >= $as_of - to_days($login_days)
    GROUP BY operator_id
)
SELECT
    subject_key,
    is_mentioned OR is_open AS in_breach,
    CAST(NULL AS TIMESTAMP) AS at,
    CASE WHEN is_mentioned THEN 'in_text' WHEN is_open THEN 'kept_open' END AS reason
FROM columns
UNION ALL
SELECT
    'operator/' || operator_id,
    CASE WHEN overlap_count > 0 THEN TRUE WHEN without_device = 0 THEN FALSE END,
    last_at,
    CASE WHEN overlap_count > 0 THEN 'shared_session' END
FROM operators
