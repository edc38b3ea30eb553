-- One row per grant of access that is older than the review period, or that a review revoked.
-- In breach when nobody but its holder reviewed it in the last $period_days (a review exactly that old counts),
-- or when it is still in force after the latest review revoked it. An undated grant without a review cannot be
-- judged: it may be younger than the period (NULL).
WITH reviewed AS (
    SELECT
        access.id,
        access.granted_at,
        max(review.reviewed_at) FILTER (WHERE review.reviewer_id <> access.principal_id) AS reviewed_at,
        max(review.reviewed_at) FILTER (WHERE review.reviewer_id = access.principal_id) AS self_reviewed_at,
        arg_max(review.decision, review.reviewed_at) AS last_decision,
        max(review.reviewed_at) AS last_reviewed_at
    FROM entities.access_grants AS access
    LEFT JOIN entities.access_reviews AS review
        ON review.grant_id = access.id
        AND review.reviewed_at <= $as_of
    WHERE coalesce(access.granted_at <= $as_of, TRUE)
    GROUP BY access.id, access.granted_at
),
judged AS (
    SELECT
        *,
        coalesce(last_decision = 'revoke' AND coalesce(last_reviewed_at >= granted_at, TRUE), FALSE) AS is_revoked,
        coalesce(reviewed_at >= $as_of - to_days($period_days), FALSE) AS is_reviewed,
        coalesce(self_reviewed_at >= $as_of - to_days($period_days), FALSE) AS is_self_reviewed,
        granted_at < $as_of - to_days($period_days) AS is_old
    FROM reviewed
),
reasons AS (
    SELECT
        *,
        CASE
            WHEN is_revoked THEN 'revoked_yet_active'
            WHEN is_reviewed OR is_old IS NULL THEN NULL
            WHEN is_self_reviewed THEN 'self_reviewed'
            ELSE 'not_reviewed'
        END AS reason
    FROM judged
    WHERE coalesce(is_old, TRUE) OR is_revoked
)
SELECT
    id AS subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN is_reviewed THEN FALSE END AS in_breach,
    last_reviewed_at AS at,
    reason
FROM reasons
