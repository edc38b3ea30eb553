-- One row per call to the hotline.
SELECT
    CAST(call_id AS VARCHAR) AS id,
    ring_time AS started_at,
    pick_time AS answered_at
FROM app.public.t_hotline_call
