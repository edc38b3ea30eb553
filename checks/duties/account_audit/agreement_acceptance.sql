-- One row per account that was registered and not cancelled.
-- In breach unless its holder accepted the version of the service agreement then in force no later than the
-- registration, or has since accepted the version in force when they did.
SELECT
    account_id AS subject_key,
    state IN ('missing', 'outdated') AS in_breach,
    registered_at AS at,
    CASE state WHEN 'missing' THEN 'not_accepted' WHEN 'outdated' THEN 'wrong_version' END AS reason
FROM models.agreement_facts
