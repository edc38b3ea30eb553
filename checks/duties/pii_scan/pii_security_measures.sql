-- One row per kind of personal information the scan found in a column (or in a JSON path of it).
-- In breach when the catalogue lacks the column, lacks this kind for it, or names no owner or no protection.
-- An entry for a whole JSON column covers its paths; an entry for one path does not cover its neighbours.
-- What names no person by itself (pii.yaml says which kinds: places, organisations) is not counted.
WITH found AS (
    SELECT store, "table", "column", coalesce(path, '') AS path, entity_type
    FROM entities.pii_findings
    WHERE personal
),
judged AS (
    SELECT
        found.*,
        count(catalogued."column") AS entries,
        count(catalogued."column") FILTER (WHERE catalogued.pii_type = found.entity_type) AS entries_of_kind,
        bool_or(nullif(trim(catalogued.owner), '') IS NOT NULL)
            FILTER (WHERE catalogued.pii_type = found.entity_type) AS has_owner,
        bool_or(coalesce(nullif(trim(catalogued.protection), ''), 'none') <> 'none')
            FILTER (WHERE catalogued.pii_type = found.entity_type) AS is_protected
    FROM found
    LEFT JOIN entities.pii_catalog AS catalogued
        ON catalogued.store = found.store
        AND catalogued."table" = found."table"
        AND catalogued."column" = found."column"
        AND coalesce(catalogued.path, '') IN ('', found.path)
    GROUP BY found.store, found."table", found."column", found.path, found.entity_type
),
reasons AS (
    SELECT
        *,
        CASE
            WHEN entries = 0 THEN 'uncatalogued'
            WHEN entries_of_kind = 0 THEN 'uncatalogued_kind'
            WHEN NOT has_owner THEN 'no_owner'
            WHEN NOT is_protected THEN 'no_protection'
        END AS reason
    FROM judged
)
SELECT
    concat_ws('/', store, "table", "column" || path, entity_type) AS subject_key,
    reason IS NOT NULL AS in_breach,
    CAST(NULL AS TIMESTAMP) AS at,
    reason
FROM reasons
