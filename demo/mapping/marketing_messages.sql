-- One row per marketing message.
SELECT
    message_no AS id,
    member_no AS user_id,
    CASE send_channel WHEN 'SMS' THEN 'sms' WHEN 'PUSH' THEN 'push' ELSE 'email' END AS channel,
    plan_code AS product,
    send_time AS sent_at
FROM app.public.t_promo_message
