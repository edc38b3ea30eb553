-- One row per reading of a tip-off with the identity of who gave it.
SELECT
    CAST(read_id AS VARCHAR) AS id,
    tipoff_no AS report_id,
    CASE reader_type WHEN 'STAFF' THEN 'staff' WHEN 'TARGET' THEN 'respondent' ELSE 'other' END AS reader_kind,
    staff_no AS reader_id,
    read_time AS at
FROM app.public.t_tipoff_read
