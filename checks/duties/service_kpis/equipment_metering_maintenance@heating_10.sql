-- One row per heat user who is supplied.
-- In breach when a planned job has passed without being done, or the equipment was not serviced in the last
-- $service_days, counted from the start of the supply at the earliest.
WITH supplied AS (
    SELECT id, supplied_from
    FROM entities.heat_users
    WHERE supplied_from <= $as_of AND coalesce(ended_at > $as_of, TRUE)
),
jobs AS (
    SELECT
        heat_user_id,
        max(done_at) FILTER (WHERE done_at <= $as_of) AS last_done_at,
        bool_or(planned_at < $as_of AND coalesce(done_at > $as_of, TRUE)) AS overdue
    FROM entities.maintenance_jobs
    GROUP BY heat_user_id
),
judged AS (
    SELECT
        supplied.id,
        coalesce(jobs.last_done_at, supplied.supplied_from) AS at,
        CASE
            WHEN jobs.overdue THEN 'job_overdue'
            WHEN coalesce(greatest(jobs.last_done_at, supplied.supplied_from), supplied.supplied_from)
                < $as_of - to_days($service_days) THEN 'not_serviced'
        END AS reason
    FROM supplied
    LEFT JOIN jobs ON jobs.heat_user_id = supplied.id
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
