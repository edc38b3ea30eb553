-- One row per audit of an account.
SELECT
    CAST(audit_id AS VARCHAR) AS id,
    account_no AS account_id,
    CASE audit_result WHEN 'OK' THEN 'clean' WHEN 'BAD' THEN 'problem' END AS result,
    audit_time AS audited_at
FROM app.public.t_account_audit
