-- One row per passport account; each member has one.
SELECT
    account_no AS id,
    member_no AS user_id,
    CASE account_kind WHEN 'M' THEN 'merchant' ELSE 'consumer' END AS kind,
    CASE account_status WHEN 0 THEN 'pending' WHEN 1 THEN 'active' WHEN 2 THEN 'frozen' WHEN 9 THEN 'cancelled' END AS status,
    open_time AS created_at,
    activate_time AS activated_at,
    last_active_time AS last_active_at,
    close_time AS cancelled_at,
    lower(close_by) AS cancelled_by
FROM app.public.t_passport_account
