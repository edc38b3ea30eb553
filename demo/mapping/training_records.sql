-- One row per course that a member of staff completed.
SELECT CAST(record_id AS VARCHAR) AS id, staff_no AS staff_id, finish_time AS completed_at
FROM app.public.t_staff_course
WHERE record_kind = 'TRAIN'
