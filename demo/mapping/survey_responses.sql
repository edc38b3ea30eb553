-- One row per answer to a survey.
SELECT
    CAST(answer_id AS VARCHAR) AS id,
    survey_no AS survey_id,
    member_no AS user_id,
    CAST(score AS BIGINT) AS score,
    answer_time AS at
FROM app.public.t_survey_answer
