-- What members get back: steps of refunds, compensations, causes of delays, bad goods, money at lost merchants.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_refund_step (
    step_id bigint PRIMARY KEY,
    refund_no varchar(24) NOT NULL,
    step_code varchar(8) NOT NULL,
    step_time timestamp NOT NULL
);
COMMENT ON TABLE t_refund_step IS '退款办理步骤（APPLY 申请 AUDIT 审批 PAY 打款）';

CREATE TABLE t_compensation (
    comp_no varchar(16) PRIMARY KEY,
    ticket_no varchar(24),
    order_no varchar(24),
    comp_kind varchar(8) NOT NULL,
    amount numeric(10, 2),
    grant_time timestamp NOT NULL,
    pay_time timestamp
);
COMMENT ON TABLE t_compensation IS '补偿与改进台账（COUPON 优惠券 POINT 积分 CASH 现金 REFUND 退款 REDO 重做或重送 IMPROVE 改进服务）';

CREATE TABLE t_delay_cause (
    order_no varchar(24) PRIMARY KEY,
    cause_code varchar(8) NOT NULL,
    find_time timestamp NOT NULL
);
COMMENT ON TABLE t_delay_cause IS '配送超时归因（SYSTEM 平台 RIDER 骑手 SHOP 商家 USER 用户 FORCE 天气等）';

CREATE TABLE t_quality_case (
    ticket_no varchar(24) PRIMARY KEY,
    merchant_no varchar(16) NOT NULL,
    issue_kind varchar(8) NOT NULL
);
COMMENT ON TABLE t_quality_case IS '质量问题登记（SHODDY 以次充好 FOREIGN 异物 DAMAGED 破损 WRONG 错漏）';

CREATE TABLE t_shop_card (
    card_no varchar(16) PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    merchant_no varchar(16) NOT NULL,
    balance numeric(10, 2) NOT NULL,
    open_time timestamp NOT NULL
);
COMMENT ON TABLE t_shop_card IS '商家预付卡';

CREATE TABLE t_merchant_lost (
    merchant_no varchar(16) PRIMARY KEY,
    find_time timestamp NOT NULL
);
COMMENT ON TABLE t_merchant_lost IS '失联商家';

CREATE TABLE t_recover_case (
    case_no varchar(16) PRIMARY KEY,
    card_no varchar(16) NOT NULL,
    case_kind varchar(8) NOT NULL,
    open_time timestamp NOT NULL,
    close_time timestamp
);
COMMENT ON TABLE t_recover_case IS '预付款案件（CHASE 追回 PAYOUT 垫付）';
