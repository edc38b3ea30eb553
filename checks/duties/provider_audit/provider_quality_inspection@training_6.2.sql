-- One row per active training body.
-- In breach when its teaching was not assessed in the last $period_days (exactly then counts), when the latest score
-- lies below the one before, or when the latest assessment failed and was not put right within $closing_days.
WITH assessments AS (
    SELECT
        *,
        lag(score) OVER (PARTITION BY provider_id ORDER BY inspected_at, id) AS score_before
    FROM entities.provider_inspections
    WHERE kind = 'teaching' AND inspected_at <= $as_of
),
latest AS (
    SELECT *
    FROM assessments
    QUALIFY row_number() OVER (PARTITION BY provider_id ORDER BY inspected_at DESC, id DESC) = 1
),
judged AS (
    SELECT
        body.id,
        latest.inspected_at,
        latest.provider_id IS NULL OR latest.score IS NOT NULL AS known,
        CASE
            WHEN coalesce(latest.inspected_at < $as_of - to_days($period_days), TRUE) THEN 'assessment_overdue'
            WHEN latest.score < latest.score_before THEN 'score_fell'
            WHEN latest.result = 'failed'
                AND least(latest.issue_closed_at, $as_of) > latest.inspected_at + to_days($closing_days)
                THEN 'problem_open'
        END AS reason
    FROM entities.providers AS body
    LEFT JOIN latest ON latest.provider_id = body.id
    WHERE body.kind = 'training' AND body.status = 'active'
)
SELECT
    id AS subject_key,
    CASE WHEN reason IS NOT NULL THEN TRUE WHEN known THEN FALSE END AS in_breach,
    inspected_at AS at,
    reason
FROM judged
