-- One row per user who holds an active account.
-- In breach when the identity number or the phone number is missing or no valid one, or when the company has
-- marked the user's data as false. False data are the user's act; leaving the account in use is the company's.
WITH judged AS (
    SELECT
        id,
        coalesce(updated_at, registered_at) AS at,
        CASE
            WHEN invalid_flag THEN 'known_false'
            WHEN id_number_state <> 'valid' THEN 'id_number_not_valid'
            WHEN phone_state <> 'valid' THEN 'phone_not_valid'
        END AS reason
    FROM entities.users
    WHERE registered_at <= $as_of AND id IN (SELECT user_id FROM entities.accounts WHERE status = 'active')
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
