-- Accounts of members, their events and secrets.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_passport_account (
    account_no varchar(16) PRIMARY KEY,
    member_no varchar(16) NOT NULL UNIQUE,
    login_name text,
    account_kind char(1) NOT NULL,
    account_status smallint NOT NULL,
    open_time timestamp NOT NULL,
    activate_time timestamp,
    last_active_time timestamp,
    close_time timestamp,
    close_by varchar(8)
);
COMMENT ON TABLE t_passport_account IS '通行证账户（0 待激活 1 正常 2 冻结 9 已注销）';

CREATE TABLE t_passport_event (
    event_id bigint PRIMARY KEY,
    account_no varchar(16) NOT NULL,
    event_type varchar(24) NOT NULL,
    status_before smallint,
    status_after smallint NOT NULL,
    operator_type varchar(8) NOT NULL,
    reason text,
    approver_no varchar(8),
    event_time timestamp NOT NULL
);
COMMENT ON TABLE t_passport_event IS '账户状态流水';

CREATE TABLE t_passport_secret (
    account_no varchar(16) PRIMARY KEY,
    password_hash text,
    update_time timestamp
);
COMMENT ON TABLE t_passport_secret IS '登录凭据';

CREATE TABLE t_account_alert (
    alert_id bigint PRIMARY KEY,
    account_no varchar(16) NOT NULL,
    alert_kind varchar(24) NOT NULL,
    detect_time timestamp NOT NULL,
    handle_time timestamp
);
COMMENT ON TABLE t_account_alert IS '账户异常告警';
