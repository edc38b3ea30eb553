-- One row per audit of a merchant's papers.
SELECT
    CAST(audit_id AS VARCHAR) AS id,
    merchant_no AS provider_id,
    audit_time AS audited_at,
    CASE audit_result WHEN 'Y' THEN 'passed' ELSE 'failed' END AS result
FROM app.public.t_merchant_audit
