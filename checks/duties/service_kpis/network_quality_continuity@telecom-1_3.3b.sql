-- One row per quality target of the services that the clause names: access, voice and data.
-- In breach when the mean of its figures of the last $window_days misses the target, when there are no figures, and
-- when a service has no target at all (then its row bears the service's name).
WITH targets AS (
    SELECT named.service, target.metric, target.target, target.better
    FROM (VALUES ('access'), ('voice'), ('data')) AS named (service)
    LEFT JOIN entities.service_targets AS target ON target.service = named.service
),
measured AS (
    SELECT
        service,
        metric,
        avg(value) AS mean,
        max("at") AS last_at
    FROM entities.service_metrics
    WHERE "at" BETWEEN $as_of - to_days($window_days) AND $as_of
    GROUP BY service, metric
),
judged AS (
    SELECT
        concat_ws('/', targets.service, targets.metric) AS subject_key,
        coalesce(measured.last_at, $as_of) AS at,
        CASE
            WHEN targets.metric IS NULL THEN 'no_target'
            WHEN measured.mean IS NULL THEN 'no_figures'
            WHEN targets.better = 'up' AND measured.mean < targets.target THEN 'below_target'
            WHEN targets.better = 'down' AND measured.mean > targets.target THEN 'below_target'
        END AS reason
    FROM targets
    LEFT JOIN measured ON measured.service = targets.service AND measured.metric = targets.metric
)
SELECT subject_key, reason IS NOT NULL AS in_breach, "at", reason
FROM judged
