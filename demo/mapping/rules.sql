-- One row per rule of conduct, level and measure that the rulebook allows.
SELECT
    rule_code AS id,
    CASE level WHEN 1 THEN 'minor' WHEN 2 THEN 'moderate' ELSE 'serious' END AS severity,
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
    effective_time AS effective_at,
    end_time AS ended_at
FROM app.public.t_conduct_rule
