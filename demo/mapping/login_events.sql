-- One row per login: of a member to the app, or of staff to the console (with the addresses allowed for them).
SELECT
    CAST(log.log_id AS VARCHAR) AS id,
    account.account_no AS account_id,
    log.staff_no AS operator_id,
    CASE log.result WHEN 'OK' THEN 'success' ELSE 'failure' END AS result,
    log.device_id,
    log.ip,
    console.ip_whitelist AS ip_allowlist,
    log.ts AS at
FROM lake.main.login_log AS log
LEFT JOIN app.public.t_passport_account AS account ON account.member_no = log.member_no
LEFT JOIN app.public.t_console_account AS console ON console.staff_no = log.staff_no
