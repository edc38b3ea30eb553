-- One row per column that the scan finds to hold identity numbers, per grant of access in force to a table of such a
-- column, and per reading of real-name data by staff in the last $window_days.
-- A column is in breach unless the catalogue names a protection for it. A grant is in breach when its holder has left
-- or is unknown, or when the role matrix names no access for the holder's post: only named posts may read. A reading is
-- in breach when the reader's post is not named for that table, or when the log gives no purpose.
WITH identity_columns AS (
    SELECT store, "table", "column", coalesce(path, '') AS path
    FROM entities.pii_findings
    WHERE entity_type IN ('CN_ID_CARD', 'CN_PASSPORT', 'CN_TRAVEL_PERMIT') AND NOT mentions
    GROUP BY ALL
),
protected_columns AS (
    SELECT
        found.store,
        found."table",
        found."column",
        found.path,
        bool_or(coalesce(nullif(trim(entry.protection), ''), 'none') <> 'none') AS is_protected
    FROM identity_columns AS found
    LEFT JOIN entities.pii_catalog AS entry
        ON entry.store = found.store
        AND entry."table" = found."table"
        AND entry."column" = found."column"
        AND coalesce(entry.path, '') IN ('', found.path)
        AND entry.pii_type IN ('CN_ID_CARD', 'CN_PASSPORT', 'CN_TRAVEL_PERMIT')
    GROUP BY ALL
),
judged AS (
    SELECT
        'column/' || concat_ws('/', store, "table", "column" || path) AS subject_key,
        CAST(NULL AS TIMESTAMP) AS at,
        CASE WHEN NOT is_protected THEN 'not_protected' END AS reason
    FROM protected_columns
    UNION ALL
    SELECT
        'grant/' || access.id,
        access.granted_at,
        CASE
            WHEN holder.id IS NULL OR (holder.status = 'departed' AND coalesce(holder.left_at <= $as_of, TRUE))
                THEN 'holder_gone'
            WHEN named.post IS NULL THEN 'post_not_named'
        END
    FROM entities.access_grants AS access
    LEFT JOIN entities.staff AS holder ON holder.id = access.principal_id
    LEFT JOIN entities.role_matrix AS named ON named.post = holder.post AND named.resource = access.resource
    WHERE access.resource IN (SELECT "table" FROM identity_columns) AND coalesce(access.granted_at <= $as_of, TRUE)
    UNION ALL
    SELECT
        'read/' || record.id,
        record.at,
        CASE
            WHEN named.post IS NULL THEN 'read_by_other_post'
            WHEN record.purpose_state = 'missing' THEN 'read_without_purpose'
        END
    FROM entities.identity_reads AS record
    LEFT JOIN entities.staff AS reader ON reader.id = record.reader_id
    LEFT JOIN entities.role_matrix AS named ON named.post = reader.post AND named.resource = record.resource
    WHERE record.at BETWEEN $as_of - to_days($window_days) AND $as_of
)
SELECT subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
