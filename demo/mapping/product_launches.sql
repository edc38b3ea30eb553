-- One row per launch of a good or service.
SELECT
    CAST(launch_id AS VARCHAR) AS id,
    goods_no AS product_id,
    launch_time AS launched_at,
    offline_time AS withdrawn_at,
    approve_time AS approved_at
FROM app.public.t_goods_launch
