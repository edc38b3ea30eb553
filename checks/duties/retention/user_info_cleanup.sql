-- One row for the clean-up job, one per subject and table with data past its retention limit, one per user.
-- The job is in breach when none finished in the last $period_days (one started exactly then counts) or the last
-- one left rows undone; data is in breach when it is overdue and not held; a user when flagged as invalid and
-- not cleared within one period.
WITH last_run AS (
    SELECT max(started_at) AS started_at, arg_max(rows_done >= rows_due, started_at) AS is_complete
    FROM entities.retention_runs
    WHERE finished_at <= $as_of
),
judged AS (
    SELECT
        'clean-up job' AS subject_key,
        started_at AS at,
        CASE
            WHEN started_at IS NULL OR started_at < $as_of - to_days($period_days) THEN 'no_recent_run'
            WHEN NOT is_complete THEN 'run_incomplete'
        END AS reason
    FROM last_run
    UNION ALL
    SELECT
        concat_ws('/', subject_id, store, "table", rule_id) AS subject_key,
        due_at AS at,
        CASE WHEN NOT held AND "rows" > 0 AND due_at < $as_of THEN 'data_overdue' END AS reason
    FROM entities.retention_due
    WHERE trigger = 'retention_limit'
    UNION ALL
    SELECT
        id AS subject_key,
        coalesce(updated_at, registered_at) AS at,
        CASE
            WHEN invalid_flag AND coalesce(updated_at, registered_at) < $as_of - to_days($period_days)
                THEN 'invalid_not_cleared'
        END AS reason
    FROM entities.users
    WHERE registered_at <= $as_of
)
SELECT subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
