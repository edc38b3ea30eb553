-- One row per active account whose user's identity was decided, and one per identity number in living use.
-- An account is in breach when the last decision on its user's identity was negative: a false identity stays in
-- use. An identity number is in breach when more than one user with a living account passed on it.
WITH decisions AS (
    SELECT
        user_id,
        arg_max(result, coalesce(decided_at, submitted_at)) AS last_result,
        max(coalesce(decided_at, submitted_at)) AS decided_at
    FROM entities.identity_verifications
    WHERE result IN ('passed', 'failed') AND coalesce(decided_at, submitted_at) <= $as_of
    GROUP BY user_id
),
judged AS (
    SELECT
        'account/' || account.id AS subject_key,
        decision.decided_at AS at,
        CASE WHEN decision.last_result = 'failed' THEN 'failed_yet_active' END AS reason
    FROM entities.accounts AS account
    JOIN decisions AS decision ON decision.user_id = account.user_id
    WHERE account.status = 'active' AND account.created_at <= $as_of
    UNION ALL
    SELECT
        'identity/' || id_number_key,
        max(coalesce(decided_at, submitted_at)),
        CASE WHEN count(DISTINCT user_id) > 1 THEN 'shared_identity' END
    FROM entities.identity_verifications
    WHERE result = 'passed'
        AND id_number_key IS NOT NULL
        AND submitted_at <= $as_of
        AND user_id IN (SELECT user_id FROM entities.accounts WHERE status <> 'cancelled')
    GROUP BY id_number_key
)
SELECT subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
