-- One row per heat user who is supplied.
-- In breach without an application or a registration with its number, when the registration came before the
-- application, and when the supply began before the registration.
WITH supplied AS (
    SELECT
        id,
        supplied_from,
        applied_at,
        registration_state,
        CASE WHEN registered_at <= $as_of THEN registered_at END AS registered_at
    FROM entities.heat_users
    WHERE supplied_from <= $as_of AND coalesce(ended_at > $as_of, TRUE)
),
judged AS (
    SELECT
        id,
        supplied_from,
        CASE
            WHEN applied_at IS NULL THEN 'not_applied'
            WHEN registered_at IS NULL OR registration_state = 'missing' THEN 'not_registered'
            WHEN registered_at < applied_at THEN 'registered_before_application'
            WHEN registered_at > supplied_from THEN 'supplied_before_registration'
        END AS reason
    FROM supplied
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, supplied_from AS at, reason
FROM judged
