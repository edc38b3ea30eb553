-- One row per shift of the hotline.
SELECT
    shift_no AS id,
    begin_time AS starts_at,
    begin_time + to_hours(shift_hours) AS ends_at,
    seats AS agents
FROM app.public.t_hotline_shift
