-- Warranties: which goods are durable, and until when a sold one is covered.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_durable_goods (
    goods_no varchar(16) PRIMARY KEY,
    cover_days smallint NOT NULL
);
COMMENT ON TABLE t_durable_goods IS '耐用品与其保修天数';

CREATE TABLE t_warranty_card (
    order_no varchar(24),
    line_no smallint,
    expire_time timestamp,
    PRIMARY KEY (order_no, line_no)
);
COMMENT ON TABLE t_warranty_card IS '保修卡';
