-- One row per inquiry or request for service.
SELECT
    call_no AS id,
    member_no AS user_id,
    CASE call_type WHEN 'INQ' THEN 'inquiry' WHEN 'REPAIR' THEN 'repair' WHEN 'WARRANTY' THEN 'warranty' WHEN 'TECH' THEN 'technical' ELSE 'other' END AS type,
    lower(channel) AS channel,
    CASE channel WHEN 'HOTLINE' THEN 'phone' WHEN 'HALL' THEN 'on_site' ELSE 'online' END AS channel_group,
    order_no AS order_id,
    fix_note AS resolution,
    CASE fix_result WHEN 'R' THEN 'repaired' WHEN 'C' THEN 'replaced' WHEN 'F' THEN 'refunded' WHEN 'N' THEN 'refused' WHEN 'O' THEN 'outside_warranty' END AS outcome,
    open_time AS opened_at,
    reply_time AS first_response_at,
    finish_time AS closed_at
FROM app.public.t_service_call
