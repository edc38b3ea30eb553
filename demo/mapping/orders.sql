-- One row per order.
SELECT
    order_no AS id,
    member_no AS user_id,
    merchant_no AS provider_id,
    CASE order_status WHEN 10 THEN 'placed' WHEN 20 THEN 'paid' WHEN 30 THEN 'fulfilled' WHEN 90 THEN 'cancelled' END AS status,
    CAST(pay_amount AS DOUBLE) AS paid_amount,
    create_time AS placed_at,
    promise_time AS promised_at,
    finish_time AS delivered_at,
    cancel_time AS cancelled_at
FROM app.public.t_order
