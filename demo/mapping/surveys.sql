-- One row per satisfaction survey.
SELECT survey_no AS id, launch_time AS launched_at, close_time AS closed_at, CAST(invited AS BIGINT) AS population
FROM app.public.t_survey
