-- One row per merchant.
SELECT
    merchant_no AS id,
    category AS kind,
    CASE merchant_status WHEN 'A' THEN 'active' WHEN 'S' THEN 'suspended' ELSE 'closed' END AS status,
    uscc AS licence_no,
    licence_expire AS licence_expires_at
FROM app.public.t_merchant
