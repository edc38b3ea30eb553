-- Contracts with members.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_contract (
    contract_no varchar(16) PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    plan_code varchar(16) NOT NULL,
    contract_status char(1) NOT NULL,
    sign_time timestamp NOT NULL
);
COMMENT ON TABLE t_contract IS '套餐合同（A 履行中 E 已终止）';

CREATE TABLE t_contract_notice (
    notice_id bigint PRIMARY KEY,
    contract_no varchar(16) NOT NULL,
    part varchar(8) NOT NULL,
    notice_time timestamp NOT NULL
);
COMMENT ON TABLE t_contract_notice IS '签约前告知（CONTENT 服务内容 RIGHTS 用户权益）';
