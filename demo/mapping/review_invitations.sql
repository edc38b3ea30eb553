-- One row per order whose user was invited to rate it.
SELECT order_no AS order_id, invite_time AS invited_at, rate_merchant AS rates_provider, rate_rider AS rates_courier
FROM app.public.t_rate_invite
