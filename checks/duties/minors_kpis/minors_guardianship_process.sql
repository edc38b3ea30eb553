-- One row per consumer with an active account who is under 18 or whose age is unknown.
-- In breach without a verified guardian, when the guardian is a minor too, or when the age is unknown: then the
-- company cannot know whether a guardian is needed.
WITH guardians AS (
    SELECT
        link.minor_id,
        bool_or(coalesce(guardian.age_band NOT IN ('under_14', '14_to_17'), TRUE)) AS has_grown_guardian,
        min(link.verified_at) AS verified_at
    FROM entities.guardianships AS link
    LEFT JOIN entities.users AS guardian ON guardian.id = link.guardian_id
    WHERE link.status = 'verified'
        AND link.verified_at <= $as_of
        AND link.guardian_id <> link.minor_id
    GROUP BY link.minor_id
),
judged AS (
    SELECT
        consumer.id,
        guardians.verified_at,
        CASE
            WHEN consumer.age_band = 'unknown' THEN 'age_unknown'
            WHEN guardians.minor_id IS NULL THEN 'no_guardian'
            WHEN NOT guardians.has_grown_guardian THEN 'guardian_is_minor'
        END AS reason
    FROM entities.users AS consumer
    LEFT JOIN guardians ON guardians.minor_id = consumer.id
    WHERE consumer.user_type = 'consumer'
        AND consumer.age_band <> 'adult'
        AND consumer.id IN (SELECT user_id FROM entities.accounts WHERE status = 'active')
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, verified_at AS at, reason
FROM judged
