-- One row per account of the admin console.
SELECT
    login_id AS id,
    staff_no AS operator_id,
    is_super AS is_superuser,
    is_shared AS shared,
    ip_whitelist AS ip_allowlist,
    password_time AS password_changed_at,
    create_time AS created_at,
    disable_time AS disabled_at
FROM app.public.t_console_account
