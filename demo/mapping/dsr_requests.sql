-- One row per request to see, correct or delete personal information.
SELECT
    request_no AS id,
    member_no AS user_id,
    lower(request_type) AS type,
    receive_time AS received_at,
    finish_time AS closed_at,
    CASE outcome WHEN 'DONE' THEN 'done' WHEN 'REFUSED' THEN 'refused' WHEN 'CANCEL' THEN 'withdrawn' END AS outcome,
    refuse_basis AS refusal_basis
FROM app.public.t_privacy_request
