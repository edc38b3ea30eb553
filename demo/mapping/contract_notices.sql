-- One row per part of what a member was told before signing.
SELECT
    CAST(notice_id AS VARCHAR) AS id,
    contract_no AS contract_id,
    CASE part WHEN 'CONTENT' THEN 'content' WHEN 'RIGHTS' THEN 'rights' END AS part,
    notice_time AS given_at
FROM app.public.t_contract_notice
