-- One row per attack that was traced to an account.
SELECT
    trace_no AS id,
    account_no AS account_id,
    CASE target WHEN 'OWN' THEN 'own' ELSE 'others' END AS target,
    trace_time AS traced_at
FROM app.public.t_attack_trace
