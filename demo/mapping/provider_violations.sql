-- One row per violation of a merchant.
SELECT
    breach_no AS id,
    merchant_no AS provider_id,
    ticket_no AS complaint_id,
    CASE breach_level WHEN 1 THEN 'minor' ELSE 'serious' END AS gravity,
    find_time AS found_at,
    confirm_time AS confirmed_at
FROM app.public.t_merchant_breach
