-- One row per active account.
-- In breach unless its user has passed a real-name verification (identity document or match with the authority;
-- a confirmed phone number alone is none) that has not expired. One that expires at this very moment has.
WITH verified AS (
    SELECT
        user_id,
        bool_or(method IN ('id_document', 'authority_match') AND coalesce(expires_at > $as_of, TRUE)) AS is_current,
        bool_or(method IN ('id_document', 'authority_match')) AS was_verified
    FROM entities.identity_verifications
    WHERE result = 'passed' AND coalesce(decided_at, submitted_at) <= $as_of
    GROUP BY user_id
),
judged AS (
    SELECT
        account.id,
        account.activated_at,
        CASE
            WHEN verified.is_current THEN NULL
            WHEN verified.was_verified THEN 'expired'
            WHEN verified.user_id IS NOT NULL THEN 'phone_only'
            ELSE 'not_verified'
        END AS reason
    FROM entities.accounts AS account
    LEFT JOIN verified ON verified.user_id = account.user_id
    WHERE account.status = 'active' AND account.created_at <= $as_of
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, activated_at AS at, reason
FROM judged
