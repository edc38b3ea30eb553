-- One row per suggestion, opinion or word of thanks.
SELECT
    suggest_no AS id,
    member_no AS user_id,
    lower(source) AS source,
    CASE suggest_kind WHEN 'IDEA' THEN 'suggestion' WHEN 'VIEW' THEN 'opinion' WHEN 'THANK' THEN 'praise' END AS kind,
    receive_time AS received_at,
    reply_time AS replied_at,
    CAST(plan_id AS VARCHAR) AS action_id
FROM app.public.t_suggestion
