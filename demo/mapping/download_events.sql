-- One row per download or reading of a comic; without an account it was a guest.
SELECT
    CAST(access_id AS VARCHAR) AS id,
    account_no AS account_id,
    CASE access_kind WHEN 'D' THEN 'download' ELSE 'use' END AS kind,
    access_time AS at
FROM app.public.t_comic_access
