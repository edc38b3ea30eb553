-- One row per satisfaction survey launched by the as-of.
-- The mean is over its responses (never a mean of means) and withheld when fewer than $minimum_responses came in.
-- needs: surveys, survey_responses
SELECT
    survey.id AS survey_id,
    CAST(date_trunc('month', survey.launched_at) AS DATE) AS month,
    survey.launched_at,
    CASE WHEN survey.closed_at <= $as_of THEN survey.closed_at END AS closed_at,
    survey.population,
    count(response.id) AS responses,
    count(response.id) / nullif(survey.population, 0) AS response_rate,
    count(response.id) < $minimum_responses AS withheld,
    CASE WHEN count(response.id) >= $minimum_responses THEN avg(response.score) END AS mean_score
FROM entities.surveys AS survey
LEFT JOIN entities.survey_responses AS response
    ON response.survey_id = survey.id
    AND response.at <= $as_of
WHERE survey.launched_at <= $as_of
GROUP BY survey.id, survey.launched_at, survey.closed_at, survey.population
ORDER BY survey.launched_at
