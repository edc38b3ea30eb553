-- One row per servicing of a heat user's equipment.
SELECT
    job_no AS id,
    heat_no AS heat_user_id,
    plan_time AS planned_at,
    done_time AS done_at,
    CASE job_result WHEN 'Y' THEN 'sound' WHEN 'N' THEN 'fault' END AS result
FROM app.public.t_heat_job
