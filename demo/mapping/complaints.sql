-- One row per complaint (投诉) or report (举报).
SELECT
    ticket_no AS id,
    member_no AS user_id,
    category,
    CASE
        WHEN category = '账户' THEN 'account_anomaly'
        WHEN category = '资金安全' THEN 'stolen_funds'
        WHEN category IN ('退款', '商品质量') THEN 'after_sales'
        WHEN category IN ('服务质量', '配送') THEN 'dispute'
        ELSE 'other'
    END AS concern,
    lower(channel) AS channel,
    branch,
    CASE urgency WHEN 1 THEN 'low' WHEN 2 THEN 'normal' ELSE 'high' END AS priority,
    CASE WHEN close_time IS NULL THEN 'open' ELSE 'closed' END AS status,
    create_time AS received_at,
    close_time AS closed_at,
    solution AS resolution,
    CAST(score AS BIGINT) AS satisfaction,
    ticket_type = 'REPORT' AS is_report,
    CASE verdict WHEN 'Y' THEN TRUE WHEN 'N' THEN FALSE END AS upheld,
    order_no AS order_id
FROM app.public.t_ticket
