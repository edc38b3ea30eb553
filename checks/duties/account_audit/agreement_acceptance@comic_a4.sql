-- One row per account that was registered and not cancelled.
-- In breach unless the version of the service agreement in force was shown before it was accepted: at the
-- registration, or since then. An acceptance with no display on record, or one that came before it, skipped reading.
SELECT
    account_id AS subject_key,
    NOT is_read AS in_breach,
    registered_at AS at,
    CASE WHEN NOT is_read THEN CASE WHEN state = 'missing' THEN 'not_accepted' ELSE 'not_shown' END END AS reason
FROM models.agreement_facts
