-- One row per step of a refund.
SELECT CAST(step_id AS VARCHAR) AS id, refund_no AS refund_id, step_time AS at
FROM app.public.t_refund_step
