-- Staff, their rights in the systems, and personnel records.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_staff (
    staff_no varchar(8) PRIMARY KEY,
    staff_name text NOT NULL,
    mobile varchar(20) NOT NULL,
    work_email text NOT NULL,
    post_code varchar(24) NOT NULL,
    unit text NOT NULL,
    manager_no varchar(8),
    on_job boolean NOT NULL,
    leave_time timestamp
);
COMMENT ON TABLE t_staff IS '员工花名册';

CREATE TABLE t_staff_db_role (
    role_name varchar(32) PRIMARY KEY,
    staff_no varchar(8) NOT NULL,
    usage_note text NOT NULL
);
COMMENT ON TABLE t_staff_db_role IS '数据库角色责任人';

CREATE TABLE t_console_account (
    login_id varchar(32) PRIMARY KEY,
    staff_no varchar(8) NOT NULL,
    is_super boolean NOT NULL,
    is_shared boolean NOT NULL,
    ip_whitelist text,
    password_time timestamp,
    create_time timestamp NOT NULL,
    disable_time timestamp
);
COMMENT ON TABLE t_console_account IS '管理后台账号';

CREATE TABLE t_perm_register (
    grant_no varchar(16) PRIMARY KEY,
    role_name varchar(32) NOT NULL,
    table_name varchar(64) NOT NULL,
    privilege varchar(8) NOT NULL,
    terminal varchar(16),
    grant_by varchar(8) NOT NULL,
    grant_time timestamp NOT NULL,
    expire_time timestamp,
    revoke_time timestamp
);
COMMENT ON TABLE t_perm_register IS '权限中心授权台账';

CREATE TABLE t_perm_review (
    review_id bigint PRIMARY KEY,
    grant_no varchar(16) NOT NULL,
    reviewer_no varchar(8) NOT NULL,
    review_time timestamp NOT NULL,
    decision varchar(8) NOT NULL
);
COMMENT ON TABLE t_perm_review IS '权限复核记录';

CREATE TABLE t_staff_sign (
    sign_id bigint PRIMARY KEY,
    staff_no varchar(8) NOT NULL,
    paper varchar(8) NOT NULL,
    sign_time timestamp NOT NULL,
    valid_until timestamp
);
COMMENT ON TABLE t_staff_sign IS '员工签署记录（CODE 行为准则 FAIR 公正承诺 NDA 保密协议）';

CREATE TABLE t_staff_course (
    record_id bigint PRIMARY KEY,
    staff_no varchar(8) NOT NULL,
    record_kind varchar(8) NOT NULL,
    subject varchar(32) NOT NULL,
    finish_time timestamp NOT NULL
);
COMMENT ON TABLE t_staff_course IS '员工培训与考核（TRAIN 培训 EXAM 考核）';

CREATE TABLE t_staff_case (
    case_no varchar(16) PRIMARY KEY,
    case_kind varchar(8) NOT NULL,
    staff_no varchar(8),
    finding text,
    open_time timestamp NOT NULL,
    close_time timestamp
);
COMMENT ON TABLE t_staff_case IS '违纪与工作失误案件';

CREATE TABLE t_staff_grievance (
    grievance_no varchar(16) PRIMARY KEY,
    staff_no varchar(8) NOT NULL,
    receive_time timestamp NOT NULL,
    close_time timestamp
);
COMMENT ON TABLE t_staff_grievance IS '员工投诉（与用户投诉分开保存）';
