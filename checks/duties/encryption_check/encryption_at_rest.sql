-- One row per column catalogued as encrypted or as hashes of phones or identity numbers, and one per store that
-- holds any other catalogued column. A column is in breach when the scan finds a personal value in it, or when its
-- hashes are those of known values without a key. A store is in breach when it is declared as not encrypted, or
-- its engine says that it is not; what nobody declared cannot be told.
WITH catalogued AS (
    SELECT store, "table", "column", coalesce(path, '') AS path, protection
    FROM entities.pii_catalog
    GROUP BY ALL
),
found AS (
    SELECT DISTINCT store, "table", "column"
    FROM entities.pii_findings
    WHERE personal
),
columns AS (
    SELECT
        concat_ws('/', catalogued.store, catalogued."table", catalogued."column" || catalogued.path) AS subject_key,
        CASE
            WHEN found.store IS NOT NULL THEN 'plain_value'
            WHEN hashed.unkeyed_values > 0 THEN 'unkeyed_hash'
        END AS reason,
        catalogued.protection <> 'encrypted' AND coalesce(hashed.tried_values, 0) = 0 AS is_untried
    FROM catalogued
    LEFT JOIN found USING (store, "table", "column")
    LEFT JOIN entities.hashed_columns AS hashed USING (store, "table", "column")
    WHERE catalogued.protection IN ('encrypted', 'keyed_hash') OR hashed.store IS NOT NULL
),
stores AS (
    SELECT
        'store:' || store.name AS subject_key,
        CASE
            WHEN store.at_rest = 'none' THEN 'store_not_encrypted'
            WHEN store.at_rest = 'engine' AND NOT store.engine_encrypts THEN 'engine_does_not_encrypt'
        END AS reason,
        store.at_rest IS NULL OR (store.at_rest = 'engine' AND store.engine_encrypts IS NULL) AS is_untried
    FROM entities.stores AS store
    WHERE EXISTS (
        SELECT 1 FROM catalogued
        WHERE catalogued.store = store.name
            AND coalesce(catalogued.protection, '') NOT IN ('encrypted', 'keyed_hash')
    )
),
judged AS (
    SELECT * FROM columns
    UNION ALL
    SELECT * FROM stores
)
SELECT
    subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN NOT is_untried THEN FALSE END AS in_breach,
    CAST(NULL AS TIMESTAMP) AS at,
    reason
FROM judged
