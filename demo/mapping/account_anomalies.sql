-- One row per alert about an account.
SELECT
    CAST(alert_id AS VARCHAR) AS id,
    account_no AS account_id,
    lower(alert_kind) AS kind,
    detect_time AS detected_at,
    handle_time AS handled_at
FROM app.public.t_account_alert
