-- One row per kind of personal information in a column, found by the scan, catalogued by the organisation, or both.
-- found is false for what is catalogued but was not found; catalogued is false for what stands in no catalogue.
-- needs: pii_findings, pii_catalog
SELECT
    coalesce(finding.store, entry.store) AS store,
    coalesce(finding."table", entry."table") AS "table",
    coalesce(finding."column", entry."column") AS "column",
    coalesce(finding.path, entry.path) AS path,
    coalesce(finding.entity_type, entry.pii_type) AS pii_type,
    finding.store IS NOT NULL AS found,
    entry.store IS NOT NULL AS catalogued,
    finding.share,
    finding.findings,
    finding.rows,
    finding.mentions,
    finding.personal,
    finding.sensitivity,
    finding.confidence,
    finding.shape,
    finding.why_zh,
    finding.why_en,
    entry.owner,
    entry.protection,
    entry.legal_basis,
    entry.purpose,
    entry.retention_rule_id
FROM entities.pii_findings AS finding
FULL JOIN entities.pii_catalog AS entry
    ON entry.store = finding.store
    AND entry."table" = finding."table"
    AND entry."column" = finding."column"
    -- An entry for a whole JSON column covers its paths.
    AND coalesce(entry.path, '') IN ('', coalesce(finding.path, ''))
    AND entry.pii_type = finding.entity_type
ORDER BY ALL
