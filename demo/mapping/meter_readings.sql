-- One row per reading of a heat meter.
SELECT
    meter_no AS meter_id,
    read_time AS read_at,
    CAST(reading AS DOUBLE) AS value
FROM app.public.t_meter_reading
