-- One row per case of discipline or of a mistake at work.
SELECT
    case_no AS id,
    staff_no AS staff_id,
    CASE case_kind WHEN 'DISC' THEN 'discipline' WHEN 'ERR' THEN 'mistake' END AS kind,
    open_time AS opened_at,
    close_time AS closed_at,
    finding
FROM app.public.t_staff_case
