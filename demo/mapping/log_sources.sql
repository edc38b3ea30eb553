-- One row per registered source of logs.
SELECT source_name AS name, source_kind AS kind, env = 'prod' AS is_production, enable_time AS enabled_since, disable_time AS disabled_at
FROM app.public.t_log_source
