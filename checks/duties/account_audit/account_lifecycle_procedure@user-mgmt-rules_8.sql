-- One row per stage of account management that the clause names: registration, activation, change, freezing,
-- cancellation.
-- In breach when the log of account events holds no event of the stage: the company does not manage it. That each
-- event belongs to a stage is given by the contract of account events, which knows no other kinds.
WITH stages(stage, type) AS (
    VALUES
        ('registration', 'registered'),
        ('activation', 'activated'),
        ('change', 'modified'),
        ('freezing', 'dormant_notice'),
        ('freezing', 'frozen'),
        ('freezing', 'unfrozen'),
        ('cancellation', 'cancel_requested'),
        ('cancellation', 'cancel_withdrawn'),
        ('cancellation', 'cancelled')
)
SELECT
    stages.stage AS subject_key,
    count(event.id) = 0 AS in_breach,
    max(event.at) AS at,
    CASE WHEN count(event.id) = 0 THEN 'stage_missing' END AS reason
FROM stages
LEFT JOIN entities.account_events AS event ON event.type = stages.type AND event.at <= $as_of
GROUP BY stages.stage
