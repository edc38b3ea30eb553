-- One row per user whose review was ever rejected, and one per other user who registered with such an identity
-- number afterwards.
-- A rejected user is in breach while holding an active account that no later approval covers; the other user is in
-- breach while holding an active account without an approval decided after the rejection.
WITH rejections AS (
    SELECT user_id, id_number_key, max(coalesce(decided_at, submitted_at)) AS rejected_at
    FROM entities.identity_verifications
    WHERE result = 'failed' AND coalesce(decided_at, submitted_at) <= $as_of
    GROUP BY user_id, id_number_key
),
approvals AS (
    SELECT user_id, max(coalesce(decided_at, submitted_at)) AS approved_at
    FROM entities.identity_verifications
    WHERE result = 'passed' AND coalesce(decided_at, submitted_at) <= $as_of
    GROUP BY user_id
),
holders AS (
    SELECT user_id, min(created_at) AS registered_at, bool_or(status = 'active') AS is_active
    FROM entities.accounts
    WHERE created_at <= $as_of
    GROUP BY user_id
),
concerned AS (
    SELECT user_id, max(rejected_at) AS rejected_at, 'rejected_yet_active' AS fault
    FROM rejections
    GROUP BY user_id
    UNION ALL
    SELECT other.user_id, max(rejection.rejected_at), 'not_approved_anew'
    FROM rejections AS rejection
    JOIN entities.identity_verifications AS other
        ON other.id_number_key = rejection.id_number_key
        AND other.user_id NOT IN (SELECT user_id FROM rejections)
    JOIN holders ON holders.user_id = other.user_id AND holders.registered_at > rejection.rejected_at
    GROUP BY other.user_id
),
judged AS (
    SELECT
        concerned.user_id,
        concerned.rejected_at,
        CASE
            WHEN holders.is_active AND coalesce(approval.approved_at <= concerned.rejected_at, TRUE)
                THEN concerned.fault
        END AS reason
    FROM concerned
    LEFT JOIN holders ON holders.user_id = concerned.user_id
    LEFT JOIN approvals AS approval ON approval.user_id = concerned.user_id
)
SELECT user_id AS subject_key, reason IS NOT NULL AS in_breach, rejected_at AS at, reason
FROM judged
