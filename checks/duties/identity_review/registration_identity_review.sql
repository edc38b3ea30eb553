-- One row per active account, and one per identity review that is still waiting for a decision.
-- An account is in breach unless a review of its user had passed no later than its activation (the same moment
-- is in time); a review when it has waited more than $decision_days. Without a date of activation or of the
-- decision nothing can be said (NULL).
WITH reviews AS (
    SELECT
        user_id,
        min(decided_at) FILTER (WHERE result = 'passed') AS first_passed_at,
        bool_or(result = 'passed') AS has_passed,
        bool_or(result = 'failed') AS has_failed
    FROM entities.identity_verifications
    WHERE submitted_at <= $as_of
    GROUP BY user_id
),
judged AS (
    SELECT
        account.id,
        account.activated_at,
        coalesce(reviews.has_passed, FALSE)
            AND (account.activated_at IS NULL OR reviews.first_passed_at IS NULL) AS is_undecided,
        CASE
            WHEN reviews.user_id IS NULL THEN 'no_review'
            WHEN NOT reviews.has_passed AND reviews.has_failed THEN 'failed_review'
            WHEN NOT reviews.has_passed THEN 'no_review'
            WHEN reviews.first_passed_at > account.activated_at THEN 'passed_after_activation'
        END AS reason
    FROM entities.accounts AS account
    LEFT JOIN reviews ON reviews.user_id = account.user_id
    WHERE account.status = 'active' AND account.created_at <= $as_of
)
SELECT
    id AS subject_key,
    CASE WHEN NOT is_undecided THEN reason IS NOT NULL END AS in_breach,
    activated_at AS at,
    reason
FROM judged
UNION ALL
SELECT
    id AS subject_key,
    submitted_at < $as_of - to_days($decision_days) AS in_breach,
    submitted_at AS at,
    CASE WHEN submitted_at < $as_of - to_days($decision_days) THEN 'decision_overdue' END AS reason
FROM entities.identity_verifications
WHERE result = 'pending' AND submitted_at <= $as_of
