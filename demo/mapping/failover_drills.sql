-- One row per takeover drill.
SELECT
    CAST(drill_id AS VARCHAR) AS id,
    service_code AS service,
    drill_time AS drilled_at,
    succeeded,
    CAST(takeover_seconds AS BIGINT) AS takeover_seconds
FROM app.public.t_takeover_drill
