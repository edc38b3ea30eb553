-- One row per durable product of an order that was delivered in the last $window_days.
-- In breach when the order states no end of the warranty, or one that does not lie after the delivery.
SELECT
    line.order_id || '/' || line.line AS subject_key,
    coalesce(line.warranty_until <= purchase.delivered_at, TRUE) AS in_breach,
    purchase.delivered_at AS at,
    CASE
        WHEN line.warranty_until IS NULL THEN 'no_warranty'
        WHEN line.warranty_until <= purchase.delivered_at THEN 'ended_at_delivery'
    END AS reason
FROM entities.order_lines AS line
JOIN entities.products AS product ON product.id = line.product_id
JOIN entities.orders AS purchase ON purchase.id = line.order_id
WHERE product.durable
    AND purchase.delivered_at BETWEEN $as_of - to_days($window_days) AND $as_of
