-- One row per clean-up job.
SELECT
    CAST(job_id AS VARCHAR) AS id,
    start_time AS started_at,
    end_time AS finished_at,
    CAST(rows_due AS BIGINT) AS rows_due,
    CAST(rows_done AS BIGINT) AS rows_done
FROM app.public.t_purge_job
