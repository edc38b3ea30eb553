-- One row per grievance of an employee.
SELECT grievance_no AS id, receive_time AS received_at, close_time AS closed_at
FROM app.public.t_staff_grievance
