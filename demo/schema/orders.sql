-- Orders, reviews and refunds.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_order (
    order_no varchar(24) PRIMARY KEY,
    member_no varchar(16),
    merchant_no varchar(16) NOT NULL,
    order_status smallint NOT NULL,
    pay_amount numeric(10, 2) NOT NULL,
    receiver_name text,
    receiver_phone text,
    receiver_address text,
    buyer_remark text,
    create_time timestamp NOT NULL,
    promise_time timestamp,
    finish_time timestamp,
    cancel_time timestamp
);
COMMENT ON TABLE t_order IS '订单（10 待付 20 已付 30 已完成 90 已取消）';

CREATE TABLE t_order_item (
    order_no varchar(24),
    line_no smallint,
    goods_no varchar(16) NOT NULL,
    quantity smallint NOT NULL,
    PRIMARY KEY (order_no, line_no)
);
COMMENT ON TABLE t_order_item IS '订单明细';

CREATE TABLE t_review (
    review_id bigint PRIMARY KEY,
    order_no varchar(24) NOT NULL,
    line_no smallint NOT NULL,
    stars smallint NOT NULL,
    content text,
    create_time timestamp NOT NULL
);
COMMENT ON TABLE t_review IS '用户评价';

CREATE TABLE t_refund (
    refund_no varchar(24) PRIMARY KEY,
    order_no varchar(24) NOT NULL,
    refund_amount numeric(10, 2) NOT NULL,
    deduct_note text,
    payee_name text,
    payee_account text,
    apply_time timestamp NOT NULL,
    approve_time timestamp,
    pay_time timestamp
);
COMMENT ON TABLE t_refund IS '退款单';
