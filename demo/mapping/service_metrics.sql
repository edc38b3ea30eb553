-- One row per measurement of a service.
SELECT
    service_code AS service,
    metric_code AS metric,
    sample_time AS "at",
    CAST(metric_value AS DOUBLE) AS value
FROM app.public.t_quality_sample
