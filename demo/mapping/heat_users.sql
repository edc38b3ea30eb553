-- One row per household or business supplied with heat.
SELECT
    heat_no AS id,
    member_no AS user_id,
    apply_time AS applied_at,
    record_time AS registered_at,
    record_no AS registration_no,
    supply_time AS supplied_from,
    stop_time AS ended_at
FROM app.public.t_heat_user
