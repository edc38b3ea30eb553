-- One row per column that is encrypted or hashed with a key, per store that is encrypted at rest, and per login of a
-- database server. In breach when an algorithm is not on the approved list, a key is older than $key_days, or a
-- login has the empty password. What is not declared or may not be seen cannot be told.
WITH encrypted AS (
    SELECT
        concat_ws('/', store, "table", "column" || coalesce(path, '')) AS subject_key,
        min(algorithm) AS algorithm,
        min(key_rotated_at) AS key_rotated_at
    FROM entities.pii_catalog
    WHERE protection IN ('encrypted', 'keyed_hash')
    GROUP BY subject_key
    UNION ALL
    SELECT 'store:' || name, algorithm, key_rotated_at
    FROM entities.stores
    WHERE at_rest IN ('volume', 'engine')
),
judged AS (
    SELECT
        subject_key,
        key_rotated_at AS at,
        algorithm IS NULL OR key_rotated_at IS NULL AS is_unknown,
        CASE
            WHEN NOT list_contains(string_split($approved_algorithms, ' '), algorithm) THEN 'weak_algorithm'
            WHEN key_rotated_at < $as_of - to_days($key_days) THEN 'old_key'
        END AS reason
    FROM encrypted
    UNION ALL
    SELECT
        concat_ws('/', 'login', store, login),
        NULL,
        password_hash = 'unknown',
        CASE
            WHEN password_hash = 'empty' THEN 'empty_password'
            WHEN NOT list_contains(string_split($approved_hashes || ' none unknown', ' '), password_hash)
                THEN 'weak_password_hash'
        END
    FROM entities.store_logins
)
SELECT
    subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN NOT is_unknown THEN FALSE END AS in_breach,
    "at",
    reason
FROM judged
