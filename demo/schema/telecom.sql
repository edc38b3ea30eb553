-- Telecom resale: tariffs, subscriptions, charges, unsubscribing, marketing, and the quality of service.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_tariff (
    tariff_no varchar(16) PRIMARY KEY,
    tariff_code varchar(16) NOT NULL,
    tariff_name text NOT NULL,
    unit_price numeric(10, 2) NOT NULL,
    publish_time timestamp,
    effect_time timestamp NOT NULL,
    expire_time timestamp
);
COMMENT ON TABLE t_tariff IS '资费公示（每次调价一行）';

CREATE TABLE t_subscription (
    sub_no varchar(16) PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    plan_code varchar(16) NOT NULL,
    pay_flag boolean NOT NULL,
    contract_no varchar(16),
    order_time timestamp NOT NULL,
    confirm_time timestamp,
    promise_time timestamp,
    open_time timestamp,
    close_time timestamp
);
COMMENT ON TABLE t_subscription IS '订购关系';

CREATE TABLE t_charge (
    charge_no varchar(16) PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    sub_no varchar(16),
    tariff_code varchar(16),
    quantity numeric(10, 1) NOT NULL,
    amount numeric(10, 2) NOT NULL,
    period_start timestamp,
    charge_time timestamp NOT NULL
);
COMMENT ON TABLE t_charge IS '扣费明细（套餐、流量、服务中心收费）';

CREATE TABLE t_unsubscribe (
    unsub_no varchar(16) PRIMARY KEY,
    sub_no varchar(16) NOT NULL,
    apply_time timestamp NOT NULL,
    effect_time timestamp
);
COMMENT ON TABLE t_unsubscribe IS '退订申请';

CREATE TABLE t_promo_message (
    message_no varchar(16) PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    send_channel varchar(8) NOT NULL,
    plan_code varchar(16),
    send_time timestamp NOT NULL
);
COMMENT ON TABLE t_promo_message IS '营销消息下发记录';

CREATE TABLE t_service_stop (
    stop_no varchar(16) PRIMARY KEY,
    sub_no varchar(16) NOT NULL,
    stop_kind char(1) NOT NULL,
    reason_code varchar(8),
    authority text,
    notice_time timestamp,
    stop_time timestamp NOT NULL,
    resume_time timestamp
);
COMMENT ON TABLE t_service_stop IS '停机与限制（F 停机 L 限制；OWE 欠费 USR 用户申请 ORD 有关机关要求 FRD 涉诈 SAF 安全）';

CREATE TABLE t_outage (
    outage_no varchar(16) PRIMARY KEY,
    service_code varchar(16) NOT NULL,
    area varchar(16) NOT NULL,
    begin_time timestamp NOT NULL,
    end_time timestamp
);
COMMENT ON TABLE t_outage IS '服务中断';

CREATE TABLE t_quality_sample (
    service_code varchar(16),
    metric_code varchar(16),
    sample_time timestamp,
    metric_value numeric(10, 3) NOT NULL,
    PRIMARY KEY (service_code, metric_code, sample_time)
);
COMMENT ON TABLE t_quality_sample IS '服务质量测量';
