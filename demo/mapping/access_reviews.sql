-- One row per review of a registered grant.
SELECT
    CAST(review_id AS VARCHAR) AS id,
    grant_no AS grant_id,
    reviewer_no AS reviewer_id,
    review_time AS reviewed_at,
    lower(decision) AS decision
FROM app.public.t_perm_review
