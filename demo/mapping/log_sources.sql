-- One row per registered source of logs.
SELECT source_name AS name, source_kind AS kind, enable_time AS enabled_since
FROM app.public.t_log_source
