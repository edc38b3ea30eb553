-- One row per data set that policy names for use outside the service it was collected for.
-- In breach unless it went through its release gate with enough indistinguishable people (k) and, for any
-- purpose but the service itself, as anonymised data. A k that was not measured is not enough.
WITH judged AS (
    SELECT
        dataset.name,
        release.released_at,
        CASE
            WHEN release.dataset IS NULL THEN 'not_released'
            WHEN release.status <> 'published' THEN 'refused'
            WHEN coalesce(release.k_reached, 0) < greatest($minimum_k, dataset.k) THEN 'k_too_low'
            WHEN dataset.purpose <> 'service' AND release.label <> 'anonymised' THEN 'not_anonymised'
        END AS reason
    FROM entities.datasets AS dataset
    LEFT JOIN entities.releases AS release
        ON release.dataset = dataset.name
        AND release.released_at <= $as_of
)
SELECT name AS subject_key, reason IS NOT NULL AS in_breach, released_at AS at, reason
FROM judged
