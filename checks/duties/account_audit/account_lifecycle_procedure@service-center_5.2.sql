-- One row per account that is in use, and one per user who passed the review more than $issue_days ago and whose
-- account is still waiting. An account counts as issued when it is activated; before that it is an application.
-- In breach when it was issued before the review passed or without one, or later than $issue_days after it
-- (exactly then is in time). Without a date of activation nothing can be said (NULL).
WITH reviews AS (
    SELECT user_id, min(coalesce(decided_at, submitted_at)) AS passed_at
    FROM entities.identity_verifications
    WHERE result = 'passed' AND coalesce(decided_at, submitted_at) <= $as_of
    GROUP BY user_id
),
judged AS (
    SELECT
        account.id,
        coalesce(account.activated_at, review.passed_at) AS at,
        account.status <> 'pending' AND account.activated_at IS NULL AND review.user_id IS NOT NULL AS is_undecided,
        CASE
            WHEN account.status <> 'pending' AND review.user_id IS NULL THEN 'issued_without_review'
            WHEN account.activated_at < review.passed_at THEN 'issued_before_review'
            WHEN account.activated_at > review.passed_at + to_days($issue_days) THEN 'issued_late'
            WHEN account.status = 'pending' THEN 'not_issued'
        END AS reason
    FROM entities.accounts AS account
    LEFT JOIN reviews AS review ON review.user_id = account.user_id
    WHERE account.created_at <= $as_of
        AND account.status <> 'cancelled'
        AND (account.status <> 'pending' OR review.passed_at + to_days($issue_days) < $as_of)
)
SELECT
    id AS subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN NOT is_undecided THEN FALSE END AS in_breach,
    "at",
    reason
FROM judged
