-- One row per measure of improvement.
SELECT CAST(plan_id AS VARCHAR) AS id, survey_no AS survey_id, lower(source) AS source, open_time AS opened_at, close_time AS closed_at
FROM app.public.t_improve_plan
