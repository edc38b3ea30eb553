-- One row per consent given by a member.
SELECT
    CAST(consent_id AS VARCHAR) AS id,
    member_no AS user_id,
    document,
    purpose,
    version,
    CASE grant_way WHEN 'TICK' THEN 'active' WHEN 'DEFAULT' THEN 'preselected' WHEN 'BUNDLE' THEN 'bundled' END AS manner,
    grant_time AS granted_at,
    revoke_time AS revoked_at
FROM app.public.t_consent
