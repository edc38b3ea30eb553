-- One row per training site in use. Its last inspection speaks for it: it must have passed, $inspection_days ago at most
-- (to the day is in time).
WITH latest AS (
    SELECT site_id, max(inspected_at) AS inspected_at, arg_max(passed, inspected_at) AS passed
    FROM entities.site_inspections
    WHERE inspected_at <= $as_of
    GROUP BY site_id
),
judged AS (
    SELECT
        site.id,
        latest.inspected_at,
        CASE
            WHEN latest.inspected_at IS NULL THEN 'never_inspected'
            WHEN NOT latest.passed THEN 'failed'
            WHEN latest.inspected_at < date_trunc('day', $as_of) - to_days(CAST($inspection_days AS INTEGER)) THEN 'overdue'
        END AS reason
    FROM entities.training_sites AS site
    LEFT JOIN latest ON latest.site_id = site.id
    WHERE site.in_use
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, inspected_at AS at, reason
FROM judged
