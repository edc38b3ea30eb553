-- Encryption and transfers of personal data, other uses of it, changes of profiles, tip-offs.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_identity_vault (
    member_no varchar(16) PRIMARY KEY,
    id_card_cipher text NOT NULL,
    mobile_digest varchar(64) NOT NULL,
    key_no varchar(16) NOT NULL,
    seal_time timestamp NOT NULL
);
COMMENT ON TABLE t_identity_vault IS '身份密文库：证件号密文与手机号带密钥摘要';

CREATE TABLE t_feed_run (
    run_id bigint PRIMARY KEY,
    feed_name text NOT NULL,
    peer text NOT NULL,
    protocol varchar(8) NOT NULL,
    tls_ver varchar(8),
    cert_expire timestamp,
    has_pii boolean NOT NULL,
    file_cipher varchar(24),
    run_time timestamp NOT NULL
);
COMMENT ON TABLE t_feed_run IS '文件与接口传送记录';

CREATE TABLE t_data_use (
    use_id bigint PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    purpose varchar(32) NOT NULL,
    is_commercial boolean NOT NULL,
    use_time timestamp NOT NULL
);
COMMENT ON TABLE t_data_use IS '服务以外使用个人信息的登记';

CREATE TABLE t_profile_change (
    change_id bigint PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    field_code varchar(8) NOT NULL,
    request_time timestamp NOT NULL,
    apply_time timestamp
);
COMMENT ON TABLE t_profile_change IS '会员资料变更申请（MOBILE EMAIL NICK）';

CREATE TABLE t_tipoff (
    tipoff_no varchar(16) PRIMARY KEY,
    reporter_no varchar(16),
    target_type varchar(8) NOT NULL,
    target_staff_no varchar(8),
    topic varchar(16) NOT NULL,
    target_notice text,
    receive_time timestamp NOT NULL,
    close_time timestamp
);
COMMENT ON TABLE t_tipoff IS '举报线索（举报人身份与工单分开保存）';

CREATE TABLE t_tipoff_read (
    read_id bigint PRIMARY KEY,
    tipoff_no varchar(16) NOT NULL,
    reader_type varchar(8) NOT NULL,
    staff_no varchar(8),
    read_time timestamp NOT NULL
);
COMMENT ON TABLE t_tipoff_read IS '举报线索查阅留痕';
