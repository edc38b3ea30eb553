-- One row per measure taken against a member.
SELECT
    penalty_no AS id,
    member_no AS user_id,
    violation_no AS violation_id,
    CASE measure
        WHEN 'ADVISE' THEN 'warning'
        WHEN 'PUBLIC' THEN 'public_criticism'
        WHEN 'LIMIT' THEN 'restriction'
        WHEN 'SUSPEND' THEN 'suspension'
        WHEN 'DELETE' THEN 'content_removal'
        WHEN 'CLOSE' THEN 'termination'
        WHEN 'STOP' THEN 'supply_stop'
        WHEN 'END' THEN 'contract_end'
        WHEN 'REFER' THEN 'referral'
        ELSE 'other'
    END AS measure,
    inquirer_no AS investigator_id,
    decider_no AS decided_by,
    decide_time AS decided_at,
    notify_time AS notified_at,
    start_time AS starts_at,
    expire_time AS ends_at
FROM app.public.t_penalty
