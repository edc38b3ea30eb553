-- One row per prepaid card of a merchant.
SELECT
    card_no AS id,
    member_no AS user_id,
    merchant_no AS provider_id,
    CAST(balance AS DOUBLE) AS amount,
    open_time AS paid_at
FROM app.public.t_shop_card
