-- One row per service on machines of its own. Its last drill speaks for it: held $drill_days ago at most (to the day is
-- in time), successful, with the standby in service within $takeover_seconds.
WITH latest AS (
    SELECT
        service,
        max(drilled_at) AS drilled_at,
        arg_max(succeeded, drilled_at) AS succeeded,
        arg_max(coalesce(takeover_seconds, -1), drilled_at) AS takeover_seconds
    FROM entities.failover_drills
    WHERE drilled_at <= $as_of
    GROUP BY service
)
SELECT
    service.id AS subject_key,
    CASE
        WHEN latest.drilled_at IS NULL
            OR latest.drilled_at < date_trunc('day', $as_of) - to_days(CAST($drill_days AS INTEGER)) THEN TRUE
        WHEN NOT latest.succeeded THEN TRUE
        WHEN latest.takeover_seconds >= 0 THEN latest.takeover_seconds > $takeover_seconds
    END AS in_breach,
    latest.drilled_at AS at,
    CASE
        WHEN latest.drilled_at IS NULL
            OR latest.drilled_at < date_trunc('day', $as_of) - to_days(CAST($drill_days AS INTEGER)) THEN 'drill_overdue'
        WHEN NOT latest.succeeded THEN 'failed'
        WHEN latest.takeover_seconds > $takeover_seconds THEN 'slow'
    END AS reason
FROM entities.services AS service
LEFT JOIN latest ON latest.service = service.id
WHERE service.site
