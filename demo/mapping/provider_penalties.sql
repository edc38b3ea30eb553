-- One row per decision on a violation.
SELECT
    penalty.penalty_no AS id,
    breach.merchant_no AS provider_id,
    penalty.breach_no AS violation_id,
    CASE penalty.measure
        WHEN 'NONE' THEN 'none'
        WHEN 'WARN' THEN 'warning'
        WHEN 'FINE' THEN 'fine'
        WHEN 'STOP' THEN 'suspension'
        WHEN 'OUT' THEN 'removal'
    END AS kind,
    penalty.note AS grounds,
    penalty.decide_time AS decided_at
FROM app.public.t_merchant_penalty AS penalty
INNER JOIN app.public.t_merchant_breach AS breach ON breach.breach_no = penalty.breach_no
