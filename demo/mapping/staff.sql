-- One row per member of staff.
SELECT
    staff_no AS id,
    post_code AS post,
    unit,
    CASE WHEN on_job THEN 'active' ELSE 'departed' END AS status,
    leave_time AS left_at
FROM app.public.t_staff
