-- One row per quarterly report on the protection of minors.
SELECT period, publish_time AS published_at, approver_no AS approved_by
FROM app.public.t_minor_report
