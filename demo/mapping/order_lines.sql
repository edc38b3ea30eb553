-- One row per product of an order.
SELECT
    item.order_no AS order_id,
    CAST(item.line_no AS VARCHAR) AS line,
    item.goods_no AS product_id,
    purchase.create_time AS ordered_at,
    card.expire_time AS warranty_until
FROM app.public.t_order_item AS item
JOIN app.public.t_order AS purchase ON purchase.order_no = item.order_no
LEFT JOIN app.public.t_warranty_card AS card ON card.order_no = item.order_no AND card.line_no = item.line_no
