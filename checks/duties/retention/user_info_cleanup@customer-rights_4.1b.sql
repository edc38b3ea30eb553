-- One row per kind of personal information catalogued for a column, unless its table is not about users.
-- In breach unless the rules of all four stages are stated: why it may be collected (legal basis), what it is used
-- for (purpose), how it is kept (protection and retention rule), and how it is deleted (that rule's action).
WITH judged AS (
    SELECT
        concat_ws(
            '/',
            catalogued.store,
            catalogued."table",
            catalogued."column" || coalesce(catalogued.path, ''),
            catalogued.pii_type
        ) AS subject_key,
        CASE
            WHEN nullif(trim(catalogued.legal_basis), '') IS NULL THEN 'no_rule_of_collection'
            WHEN nullif(trim(catalogued.purpose), '') IS NULL THEN 'no_rule_of_use'
            WHEN coalesce(nullif(trim(catalogued.protection), ''), 'none') = 'none'
                OR nullif(trim(catalogued.retention_rule_id), '') IS NULL
                THEN 'no_rule_of_keeping'
            WHEN catalogued.retention_rule_id NOT IN (
                SELECT regexp_replace(id, '-limit$', '') FROM entities.retention_rules
            ) THEN 'no_rule_of_deletion'
        END AS reason
    FROM entities.pii_catalog AS catalogued
    WHERE NOT EXISTS (
        SELECT 1 FROM entities.retention_rules AS rule WHERE rule.id = catalogued.retention_rule_id AND rule.trigger = 'none'
    )
)
SELECT subject_key, reason IS NOT NULL AS in_breach, CAST(NULL AS TIMESTAMP) AS at, reason
FROM judged
