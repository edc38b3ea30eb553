-- One row for the rhythm of surveys, and one per survey that was launched in the last year and has ended.
-- The rhythm is in breach when no survey was launched in the last $period_days (exactly then counts); a survey
-- when too few answered, or when its mean score is below target and no improvement was started from it.
WITH answers AS (
    SELECT survey_id, count(*) AS responses, avg(score) AS mean_score
    FROM entities.survey_responses
    WHERE "at" <= $as_of
    GROUP BY survey_id
),
ended AS (
    SELECT
        survey.id,
        survey.closed_at,
        CASE
            WHEN coalesce(answers.responses, 0) < $minimum_response_rate * survey.population THEN 'low_response'
            WHEN answers.mean_score < $target_score AND NOT EXISTS (
                SELECT 1
                FROM entities.improvement_actions AS improvement
                WHERE improvement.survey_id = survey.id AND improvement.opened_at <= $as_of
            ) THEN 'no_improvement'
        END AS reason
    FROM entities.surveys AS survey
    LEFT JOIN answers ON answers.survey_id = survey.id
    WHERE survey.launched_at >= $as_of - INTERVAL 1 YEAR
        AND survey.closed_at <= $as_of
)
SELECT
    'survey rhythm' AS subject_key,
    coalesce(max(launched_at) < $as_of - to_days($period_days), TRUE) AS in_breach,
    max(launched_at) AS at,
    CASE WHEN coalesce(max(launched_at) < $as_of - to_days($period_days), TRUE) THEN 'survey_overdue' END AS reason
FROM entities.surveys
WHERE launched_at <= $as_of
UNION ALL
SELECT id AS subject_key, reason IS NOT NULL AS in_breach, closed_at AS at, reason
FROM ended
