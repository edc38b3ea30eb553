-- One row per binding of a minor to a guardian.
SELECT
    CAST(bind_id AS VARCHAR) AS id,
    minor_no AS minor_id,
    guardian_no AS guardian_id,
    CASE bind_status WHEN 'Y' THEN 'verified' WHEN 'W' THEN 'pending' ELSE 'ended' END AS status,
    confirm_time AS verified_at
FROM app.public.t_guardian_bind
