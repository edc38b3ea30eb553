-- Members: who they are and what is known of them.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_dict_region (
    region_code varchar(6) PRIMARY KEY,
    region_name text NOT NULL,
    parent_code varchar(6),
    region_level smallint NOT NULL
);
COMMENT ON TABLE t_dict_region IS '行政区划字典';

CREATE TABLE t_dict_item (
    dict_type varchar(32),
    item_code varchar(32),
    item_name text NOT NULL,
    PRIMARY KEY (dict_type, item_code)
);
COMMENT ON TABLE t_dict_item IS '数据字典';

CREATE TABLE t_member (
    member_no varchar(16) PRIMARY KEY,
    member_type char(1) NOT NULL,
    nickname text,
    real_name text,
    gender char(1),
    birth_date date,
    id_card_no varchar(18),
    mobile varchar(20),
    email text,
    home_region varchar(6),
    default_address_id bigint,
    invited_by varchar(16),
    merchant_no varchar(16),
    profile jsonb,
    invalid_flag boolean NOT NULL DEFAULT false,
    invalid_time timestamp,
    invalid_clear_time timestamp,
    reg_time timestamp NOT NULL,
    update_time timestamp
);
COMMENT ON TABLE t_member IS '会员档案';
COMMENT ON COLUMN t_member.profile IS '扩展资料：contact 联系方式、emergency 紧急联系人、prefs 偏好';

CREATE TABLE t_address (
    address_id bigint PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    consignee text NOT NULL,
    contact_phone varchar(20) NOT NULL,
    region_code varchar(6) NOT NULL,
    detail text NOT NULL,
    create_time timestamp NOT NULL
);
COMMENT ON TABLE t_address IS '收货与上门地址';

CREATE TABLE t_realname_auth (
    auth_id bigint PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    auth_name text,
    id_card_no varchar(18),
    auth_method varchar(8) NOT NULL,
    auth_result char(1) NOT NULL,
    auditor_no varchar(8),
    cert_type varchar(8),
    cert_file varchar(16),
    cert_expire timestamp,
    submit_time timestamp NOT NULL,
    audit_time timestamp,
    valid_until timestamp
);
COMMENT ON TABLE t_realname_auth IS '实名认证记录';

CREATE TABLE t_guardian_bind (
    bind_id bigint PRIMARY KEY,
    minor_no varchar(16) NOT NULL,
    guardian_no varchar(16) NOT NULL,
    relation varchar(8) NOT NULL,
    bind_status char(1) NOT NULL,
    confirm_time timestamp
);
COMMENT ON TABLE t_guardian_bind IS '监护人绑定';

CREATE TABLE t_wallet (
    member_no varchar(16) PRIMARY KEY,
    balance numeric(12, 2) NOT NULL,
    update_time timestamp NOT NULL
);
COMMENT ON TABLE t_wallet IS '预付余额';

CREATE TABLE t_bank_card (
    card_id bigint PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    holder_name text NOT NULL,
    card_no varchar(19) NOT NULL,
    bank_name text NOT NULL,
    bind_time timestamp NOT NULL
);
COMMENT ON TABLE t_bank_card IS '绑定银行卡';

CREATE TABLE t_vehicle (
    member_no varchar(16),
    plate_no varchar(10),
    model text NOT NULL,
    PRIMARY KEY (member_no, plate_no)
);
COMMENT ON TABLE t_vehicle IS '会员车辆（洗车与代驾）';
