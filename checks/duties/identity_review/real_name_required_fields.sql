-- One row per user with an account that is not cancelled.
-- In breach when the name, the identity number or the mobile number is missing, or one of the numbers is not valid.
-- Two clauses ask for a contact, one for a mobile number; a mobile number satisfies all three. Only the state of each field is read, never its value.
WITH judged AS (
    SELECT
        id,
        registered_at,
        CASE
            WHEN name_state = 'missing' THEN 'name_missing'
            WHEN id_number_state = 'missing' THEN 'id_number_missing'
            WHEN id_number_state = 'invalid' THEN 'id_number_invalid'
            WHEN mobile_state = 'missing' THEN 'mobile_missing'
            WHEN mobile_state = 'invalid' THEN 'mobile_invalid'
        END AS reason
    FROM entities.users
    WHERE registered_at <= $as_of AND id IN (SELECT user_id FROM entities.accounts WHERE status <> 'cancelled')
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, registered_at AS at, reason
FROM judged
