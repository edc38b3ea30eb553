-- One row per lost merchant.
SELECT merchant_no AS provider_id, find_time AS found_at
FROM app.public.t_merchant_lost
