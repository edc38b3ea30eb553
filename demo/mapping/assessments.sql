-- One row per assessment of a member of staff.
SELECT CAST(record_id AS VARCHAR) AS id, staff_no AS staff_id, finish_time AS assessed_at
FROM app.public.t_staff_course
WHERE record_kind = 'EXAM'
