-- One row per satisfaction survey launched by the as-of.
-- Scores run from 0 to 100. Satisfied is who gave 80 or more; the net score is the share of 90 or more less that
-- below 70 (promoters and detractors of the eleven-point question, 9 and 10 against 0 to 6, ten times as fine).
-- All are over its responses (never a mean of means) and withheld when fewer than $minimum_responses came in.
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
    CASE WHEN NOT withheld THEN avg(response.score) END AS mean_score,
    CASE WHEN NOT withheld THEN avg(CAST(response.score >= 80 AS INTEGER)) END AS satisfied_share,
    CASE WHEN NOT withheld
        THEN 100 * avg(CASE WHEN response.score >= 90 THEN 1 WHEN response.score < 70 THEN -1 ELSE 0 END)
    END AS net_score
FROM entities.surveys AS survey
LEFT JOIN entities.survey_responses AS response
    ON response.survey_id = survey.id
    AND response.at <= $as_of
WHERE survey.launched_at <= $as_of
GROUP BY survey.id, survey.launched_at, survey.closed_at, survey.population
ORDER BY survey.launched_at
