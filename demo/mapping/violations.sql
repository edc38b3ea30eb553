-- One row per violation by a member.
SELECT
    violation_no AS id,
    member_no AS user_id,
    rule_code AS rule_id,
    CASE level WHEN 1 THEN 'minor' WHEN 2 THEN 'moderate' ELSE 'serious' END AS severity,
    post_no AS content_id,
    trace_no AS attack_id,
    is_crime AS suspected_crime,
    find_time AS detected_at,
    confirm_time AS confirmed_at,
    waive_time AS no_penalty_at,
    waive_reason AS no_penalty_reason
FROM app.public.t_violation
