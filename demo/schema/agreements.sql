-- The service agreement, who accepted it, and how plan contracts changed.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_agreement_version (
    version_no varchar(8) PRIMARY KEY,
    effective_time timestamp NOT NULL,
    end_time timestamp
);
COMMENT ON TABLE t_agreement_version IS '用户服务协议版本';

CREATE TABLE t_agreement_accept (
    accept_id bigint PRIMARY KEY,
    account_no varchar(16) NOT NULL,
    version_no varchar(8) NOT NULL,
    show_time timestamp,
    accept_time timestamp NOT NULL
);
COMMENT ON TABLE t_agreement_accept IS '用户服务协议展示与同意';

CREATE TABLE t_contract_version (
    version_id bigint PRIMARY KEY,
    contract_no varchar(16) NOT NULL,
    version_no smallint NOT NULL,
    notice_time timestamp,
    agree_time timestamp,
    effective_time timestamp NOT NULL,
    cancel_time timestamp
);
COMMENT ON TABLE t_contract_version IS '套餐合同版本（1 为签约版本，其后为变更）';
