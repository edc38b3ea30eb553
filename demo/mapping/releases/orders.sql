-- One row per order that was paid: what kind of merchant, when, and how much it was.
SELECT
    purchase.member_no,
    purchase.order_no,
    CAST(purchase.create_time AS DATE) AS ordered_on,
    merchant.category AS merchant_category,
    CAST(purchase.pay_amount AS DOUBLE) AS pay_amount
FROM app.public.t_order AS purchase
JOIN app.public.t_merchant AS merchant ON merchant.merchant_no = purchase.merchant_no
WHERE purchase.order_status IN (20, 30)
