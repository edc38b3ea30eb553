-- One row per security incident.
SELECT
    incident_no AS id,
    CASE incident_type WHEN 'TAKEOVER' THEN 'account_takeover' WHEN 'FUND' THEN 'fund_theft' WHEN 'LEAK' THEN 'data_leak' ELSE 'other' END
        AS type,
    ticket_no AS complaint_id,
    owner_no AS owner,
    detect_time AS detected_at,
    handle_time AS handled_at,
    close_time AS closed_at
FROM app.public.t_security_incident
