-- One row per service on machines of its own. It needs two machines on record and a standby that keeps step:
-- the last record of each standby speaks for it, and one older than $fresh_hours leaves the lag unknown.
WITH machines AS (
    SELECT
        service,
        host,
        arg_max(role, checked_at) AS role,
        arg_max(coalesce(lag_seconds, -1), checked_at) AS lag_seconds,
        max(checked_at) AS checked_at
    FROM entities.replication_status
    WHERE checked_at <= $as_of
    GROUP BY service, host
),
standbys AS (
    SELECT
        service,
        count(*) AS machines,
        count(*) FILTER (WHERE role = 'standby') AS standbys,
        min(lag_seconds) FILTER (
            WHERE role = 'standby' AND lag_seconds >= 0 AND checked_at >= $as_of - to_hours(CAST($fresh_hours AS INTEGER))
        ) AS best_lag,
        max(checked_at) AS checked_at
    FROM machines
    GROUP BY service
)
SELECT
    service.id AS subject_key,
    CASE
        WHEN coalesce(standby.machines, 0) < 2 OR standby.standbys = 0 THEN TRUE
        ELSE standby.best_lag > $max_lag_seconds
    END AS in_breach,
    standby.checked_at AS at,
    CASE
        WHEN coalesce(standby.machines, 0) < 2 OR standby.standbys = 0 THEN 'no_standby'
        WHEN standby.best_lag > $max_lag_seconds THEN 'lagging'
    END AS reason
FROM entities.services AS service
LEFT JOIN standbys AS standby ON standby.service = service.id
WHERE service.site
