-- One row per real-name check of a member.
SELECT
    CAST(auth_id AS VARCHAR) AS id,
    member_no AS user_id,
    auditor_no AS reviewer_id,
    CASE auth_method WHEN 'IDCARD' THEN 'id_document' WHEN 'GOVAPI' THEN 'authority_match' WHEN 'PHONE' THEN 'phone_only' END
        AS method,
    CASE auth_result WHEN 'Y' THEN 'passed' WHEN 'N' THEN 'failed' ELSE 'pending' END AS result,
    id_card_no AS id_number,
    CASE cert_type WHEN 'ID' THEN 'id_card' WHEN 'PP' THEN 'passport' WHEN 'HMT' THEN 'travel_permit' WHEN 'FPR' THEN 'residence_permit' END
        AS document_type,
    cert_file AS document_file,
    cert_expire AS document_expires_at,
    submit_time AS submitted_at,
    audit_time AS decided_at,
    valid_until AS expires_at
FROM app.public.t_realname_auth
