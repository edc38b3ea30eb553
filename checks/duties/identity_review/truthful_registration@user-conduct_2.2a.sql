-- One row per account that is not cancelled.
-- In breach when its user gave no undertaking (a consent for $purpose) at or before registration, when it was
-- given only later or had been withdrawn by then, or when the account is active though its data are known false.
WITH undertakings AS (
    SELECT
        account.id,
        min(consent.granted_at) AS given_at,
        coalesce(
            bool_or(
                consent.granted_at <= account.created_at
                AND coalesce(consent.revoked_at > account.created_at, TRUE)
            ),
            FALSE
        ) AS is_in_time
    FROM entities.accounts AS account
    LEFT JOIN entities.consents AS consent
        ON consent.user_id = account.user_id
        AND consent.purpose = $purpose
        AND consent.granted_at <= $as_of
    WHERE account.status <> 'cancelled' AND account.created_at <= $as_of
    GROUP BY account.id
),
judged AS (
    SELECT
        account.id,
        account.created_at,
        CASE
            WHEN undertaking.given_at IS NULL THEN 'no_undertaking'
            WHEN NOT undertaking.is_in_time THEN 'undertaking_late'
            WHEN account.status = 'active' AND holder.invalid_flag THEN 'known_false'
        END AS reason
    FROM undertakings AS undertaking
    JOIN entities.accounts AS account ON account.id = undertaking.id
    LEFT JOIN entities.users AS holder ON holder.id = account.user_id
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, created_at AS at, reason
FROM judged
