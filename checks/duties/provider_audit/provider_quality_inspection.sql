-- One row per active catering merchant.
-- In breach when its food safety was not inspected in the last $period_days (exactly then counts), or when a failed
-- inspection is still open after $closing_days or, in that time, was put right later (exactly then is in time). Who was
-- suspended instead is not active.
WITH inspections AS (
    SELECT
        provider_id,
        max(inspected_at) AS inspected_at,
        coalesce(bool_or(
            result = 'failed'
            AND least(issue_closed_at, $as_of) > inspected_at + to_days($closing_days)
            AND (inspected_at >= $as_of - to_days($period_days) OR coalesce(issue_closed_at > $as_of, TRUE))
        ), FALSE) AS unmended
    FROM entities.provider_inspections
    WHERE kind = 'food_safety' AND inspected_at <= $as_of
    GROUP BY provider_id
),
judged AS (
    SELECT
        provider.id,
        inspections.inspected_at,
        CASE
            WHEN coalesce(inspections.inspected_at < $as_of - to_days($period_days), TRUE) THEN 'inspection_overdue'
            WHEN inspections.unmended THEN 'problem_open'
        END AS reason
    FROM entities.providers AS provider
    LEFT JOIN inspections ON inspections.provider_id = provider.id
    WHERE provider.kind = 'catering' AND provider.status = 'active'
)
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, inspected_at AS at, reason
FROM judged
