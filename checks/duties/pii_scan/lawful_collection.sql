-- One row per catalogued kind of personal information that the scan finds in use, and one per disclosure.
-- A column is in breach without a legal basis or a purpose; a disclosure is in breach when personal information
-- was sold or exchanged. A disclosure whose consideration is not recorded cannot be judged (NULL).
WITH in_use AS (
    SELECT
        concat_ws(
            '/',
            catalogued.store,
            catalogued."table",
            catalogued."column" || coalesce(catalogued.path, ''),
            catalogued.pii_type
        ) AS subject_key,
        CASE
            WHEN nullif(trim(catalogued.legal_basis), '') IS NULL THEN 'no_legal_basis'
            WHEN nullif(trim(catalogued.purpose), '') IS NULL THEN 'no_purpose'
        END AS reason
    FROM entities.pii_catalog AS catalogued
    WHERE EXISTS (
        SELECT 1
        FROM entities.pii_findings AS found
        WHERE found.store = catalogued.store
            AND found."table" = catalogued."table"
            AND found."column" = catalogued."column"
            AND coalesce(catalogued.path, '') IN ('', coalesce(found.path, ''))
            AND found.entity_type = catalogued.pii_type
    )
)
SELECT subject_key, reason IS NOT NULL AS in_breach, CAST(NULL AS TIMESTAMP) AS at, reason
FROM in_use
UNION ALL
SELECT
    id AS subject_key,
    consideration <> 'none' AS in_breach,
    disclosed_at AS at,
    CASE WHEN consideration <> 'none' THEN 'sold_or_exchanged' END AS reason
FROM entities.data_disclosures
WHERE disclosed_at <= $as_of
