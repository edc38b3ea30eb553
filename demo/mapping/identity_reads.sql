-- One row per reading of a member's real-name record by staff.
SELECT
    CAST(view_id AS VARCHAR) AS id,
    staff_no AS reader_id,
    'public.t_realname_auth' AS resource,
    case_no AS purpose,
    view_time AS at
FROM app.public.t_realname_view
