-- One row per look at a machine.
SELECT
    CAST(state_id AS VARCHAR) AS id,
    service_code AS service,
    host_name AS host,
    lower(host_role) AS role,
    CAST(lag_seconds AS BIGINT) AS lag_seconds,
    check_time AS checked_at
FROM app.public.t_host_state
