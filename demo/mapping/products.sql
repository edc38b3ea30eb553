-- One row per product on sale.
SELECT
    goods.goods_no AS id,
    durable.goods_no IS NOT NULL AS durable,
    durable.cover_days AS warranty_days
FROM app.public.t_goods AS goods
LEFT JOIN app.public.t_durable_goods AS durable ON durable.goods_no = goods.goods_no
