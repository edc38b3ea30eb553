-- One row per paper of a merchant.
SELECT
    CAST(paper_id AS VARCHAR) AS id,
    merchant_no AS provider_id,
    CASE paper_kind WHEN 'QUALITY' THEN 'quality_agreement' WHEN 'SAFETY' THEN 'safety_rules' END AS kind,
    sign_time AS signed_at,
    expire_time AS expires_at
FROM app.public.t_merchant_paper
