-- One row per request to unsubscribe.
SELECT
    unsub_no AS id,
    sub_no AS subscription_id,
    apply_time AS requested_at,
    effect_time AS effective_at
FROM app.public.t_unsubscribe
