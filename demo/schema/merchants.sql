-- Merchants, their goods, papers and places.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_merchant (
    merchant_no varchar(16) PRIMARY KEY,
    merchant_name text NOT NULL,
    category varchar(16) NOT NULL,
    merchant_status char(1) NOT NULL,
    uscc varchar(18),
    licence_expire timestamp,
    contact_name text,
    contact_phone varchar(20),
    shop_phone varchar(20),
    shop_address text,
    region_code varchar(6) NOT NULL,
    join_time timestamp NOT NULL
);
COMMENT ON TABLE t_merchant IS '入驻商家';

CREATE TABLE t_merchant_audit (
    audit_id bigint PRIMARY KEY,
    merchant_no varchar(16) NOT NULL,
    audit_time timestamp NOT NULL,
    audit_result char(1) NOT NULL,
    auditor_no varchar(8) NOT NULL
);
COMMENT ON TABLE t_merchant_audit IS '商家资质审核';

CREATE TABLE t_goods (
    goods_no varchar(16) PRIMARY KEY,
    merchant_no varchar(16) NOT NULL,
    goods_name text NOT NULL,
    brand text,
    model_no text,
    bar_code varchar(13),
    batch_stamp varchar(17),
    image_digest varchar(64),
    price numeric(10, 2) NOT NULL
);
COMMENT ON TABLE t_goods IS '商品与服务项目';

CREATE TABLE t_merchant_paper (
    paper_id bigint PRIMARY KEY,
    merchant_no varchar(16) NOT NULL,
    paper_kind varchar(16) NOT NULL,
    sign_time timestamp,
    expire_time timestamp
);
COMMENT ON TABLE t_merchant_paper IS '商家协议与制度（QUALITY 餐品质量监管协议 SAFETY 安全管理制度）';

CREATE TABLE t_training_site (
    site_no varchar(16) PRIMARY KEY,
    merchant_no varchar(16) NOT NULL,
    in_use boolean NOT NULL
);
COMMENT ON TABLE t_training_site IS '培训场所';

CREATE TABLE t_site_check (
    check_id bigint PRIMARY KEY,
    site_no varchar(16) NOT NULL,
    check_time timestamp NOT NULL,
    passed boolean NOT NULL
);
COMMENT ON TABLE t_site_check IS '场所安全检查';

CREATE TABLE t_publicity (
    item_no varchar(16) PRIMARY KEY,
    item_kind varchar(8) NOT NULL,
    goods_no varchar(16),
    publish_time timestamp NOT NULL,
    offline_time timestamp,
    review_time timestamp,
    ticket_no varchar(24)
);
COMMENT ON TABLE t_publicity IS '发布的产品说明与广告；ticket_no 为称其误导的投诉';
