-- One row per inquiry or request for service.
SELECT
    call_no AS id,
    member_no AS user_id,
    CASE call_type WHEN 'INQ' THEN 'inquiry' WHEN 'REPAIR' THEN 'repair' WHEN 'WARRANTY' THEN 'warranty' ELSE 'other' END AS type,
    lower(channel) AS channel,
    fix_note AS resolution,
    open_time AS opened_at,
    reply_time AS first_response_at,
    finish_time AS closed_at
FROM app.public.t_service_call
