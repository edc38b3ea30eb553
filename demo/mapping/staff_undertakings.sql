-- One row per paper signed by a member of staff.
SELECT
    CAST(sign_id AS VARCHAR) AS id,
    staff_no AS staff_id,
    CASE paper WHEN 'CODE' THEN 'code_of_conduct' WHEN 'FAIR' THEN 'fair_conduct' WHEN 'NDA' THEN 'confidentiality' END
        AS document,
    sign_time AS signed_at,
    valid_until AS expires_at
FROM app.public.t_staff_sign
