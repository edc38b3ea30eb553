-- One row per safety check of a training site.
SELECT CAST(check_id AS VARCHAR) AS id, site_no AS site_id, check_time AS inspected_at, passed
FROM app.public.t_site_check
