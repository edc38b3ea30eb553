-- One row per interruption of a service.
SELECT
    outage_no AS id,
    service_code AS service,
    area AS scope,
    begin_time AS started_at,
    end_time AS ended_at
FROM app.public.t_outage
