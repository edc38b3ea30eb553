-- One row per user who holds an active account.
-- In breach when a name or a phone number is missing, a phone or identity number is no valid one, or the date of
-- birth is not the one inside the identity number. A missing identity number is judged by real-name authentication.
WITH judged AS (
    SELECT
        id,
        coalesce(updated_at, registered_at) AS at,
        CASE
            WHEN name_state = 'missing' THEN 'name_missing'
            WHEN phone_state = 'missing' THEN 'phone_missing'
            WHEN phone_state = 'invalid' THEN 'phone_invalid'
            WHEN id_number_state = 'invalid' THEN 'id_number_invalid'
            WHEN NOT birth_date_matches THEN 'birth_date_differs'
        END AS reason
    FROM entities.users
    WHERE id IN (SELECT user_id FROM entities.accounts WHERE status = 'active')
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
