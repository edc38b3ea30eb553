-- One row per heat meter.
SELECT
    meter_no AS id,
    heat_no AS heat_user_id,
    install_time AS installed_at,
    remove_time AS removed_at,
    verify_time AS calibrated_at
FROM app.public.t_heat_meter
