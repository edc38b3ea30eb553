-- 云合生活服务平台 (Yunhe Life Services): the platform's own tables, as its developers named them.
-- Foreign keys are added after loading, see constraints.sql; roles and grants in roles.sql.
-- All times are local (Asia/Shanghai), without time zone.

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

CREATE TABLE t_ticket (
    ticket_no varchar(24) PRIMARY KEY,
    member_no varchar(16),
    order_no varchar(24),
    ticket_type varchar(8) NOT NULL,
    category varchar(16) NOT NULL,
    channel varchar(16) NOT NULL,
    branch varchar(16) NOT NULL,
    urgency smallint NOT NULL,
    contact_name text,
    contact_phone text,
    content text,
    solution text,
    score smallint,
    verdict char(1),
    create_time timestamp NOT NULL,
    close_time timestamp
);
COMMENT ON TABLE t_ticket IS '投诉与举报工单';

CREATE TABLE t_ticket_event (
    event_id bigint PRIMARY KEY,
    ticket_no varchar(24) NOT NULL,
    event_code varchar(16) NOT NULL,
    actor_type varchar(8) NOT NULL,
    staff_no varchar(8),
    content text,
    event_time timestamp NOT NULL
);
COMMENT ON TABLE t_ticket_event IS '工单流转记录';

CREATE TABLE t_service_call (
    call_no varchar(24) PRIMARY KEY,
    member_no varchar(16),
    call_type varchar(8) NOT NULL,
    channel varchar(16) NOT NULL,
    call_back_phone text,
    question text,
    fix_note text,
    open_time timestamp NOT NULL,
    reply_time timestamp,
    finish_time timestamp
);
COMMENT ON TABLE t_service_call IS '咨询与服务请求';

CREATE TABLE t_survey (
    survey_no varchar(16) PRIMARY KEY,
    title text NOT NULL,
    launch_time timestamp NOT NULL,
    close_time timestamp,
    invited integer NOT NULL
);
COMMENT ON TABLE t_survey IS '满意度调查';

CREATE TABLE t_survey_answer (
    answer_id bigint PRIMARY KEY,
    survey_no varchar(16) NOT NULL,
    member_no varchar(16),
    score smallint NOT NULL,
    comment text,
    answer_time timestamp NOT NULL
);
COMMENT ON TABLE t_survey_answer IS '满意度答卷';

CREATE TABLE t_improve_plan (
    plan_id bigint PRIMARY KEY,
    survey_no varchar(16),
    source varchar(16) NOT NULL,
    measure text NOT NULL,
    open_time timestamp NOT NULL,
    close_time timestamp
);
COMMENT ON TABLE t_improve_plan IS '改进措施台账';

CREATE TABLE t_consent (
    consent_id bigint PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    document varchar(32) NOT NULL,
    purpose varchar(32) NOT NULL,
    version varchar(16) NOT NULL,
    grant_time timestamp NOT NULL,
    revoke_time timestamp
);
COMMENT ON TABLE t_consent IS '用户授权同意';

CREATE TABLE t_share_record (
    share_id bigint PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    recipient text NOT NULL,
    purpose varchar(32) NOT NULL,
    legal_basis varchar(16),
    consent_id bigint,
    consideration varchar(16),
    share_time timestamp NOT NULL
);
COMMENT ON TABLE t_share_record IS '个人信息对外提供记录';

CREATE TABLE t_privacy_request (
    request_no varchar(24) PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    request_type varchar(8) NOT NULL,
    description text,
    receive_time timestamp NOT NULL,
    finish_time timestamp,
    outcome varchar(8),
    refuse_basis text
);
COMMENT ON TABLE t_privacy_request IS '个人信息权利请求（查阅、更正、删除）';

CREATE TABLE t_legal_hold (
    hold_id bigint PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    hold_scope varchar(64) NOT NULL,
    basis text,
    start_time timestamp NOT NULL,
    expire_time timestamp,
    release_time timestamp
);
COMMENT ON TABLE t_legal_hold IS '依法保留（协查、诉讼）';

CREATE TABLE t_account_alert (
    alert_id bigint PRIMARY KEY,
    account_no varchar(16) NOT NULL,
    alert_kind varchar(24) NOT NULL,
    detect_time timestamp NOT NULL,
    handle_time timestamp
);
COMMENT ON TABLE t_account_alert IS '账户异常告警';

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

CREATE TABLE t_security_incident (
    incident_no varchar(16) PRIMARY KEY,
    incident_type varchar(16) NOT NULL,
    ticket_no varchar(24),
    owner_no varchar(8),
    summary text NOT NULL,
    detect_time timestamp NOT NULL,
    handle_time timestamp,
    close_time timestamp
);
COMMENT ON TABLE t_security_incident IS '安全事件台账';

CREATE TABLE t_purge_job (
    job_id bigint PRIMARY KEY,
    start_time timestamp NOT NULL,
    end_time timestamp,
    rows_due integer NOT NULL,
    rows_done integer NOT NULL
);
COMMENT ON TABLE t_purge_job IS '到期数据清理作业';

CREATE TABLE t_minor_report (
    period varchar(8) PRIMARY KEY,
    publish_time timestamp,
    approver_no varchar(8)
);
COMMENT ON TABLE t_minor_report IS '未成年人保护季度报告';

CREATE TABLE t_log_source (
    source_name varchar(32) PRIMARY KEY,
    source_kind varchar(24) NOT NULL,
    env varchar(8) NOT NULL,
    enable_time timestamp NOT NULL,
    disable_time timestamp
);
COMMENT ON TABLE t_log_source IS '日志来源登记';

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

CREATE TABLE t_authority_decision (
    decision_no varchar(16) PRIMARY KEY,
    target_type varchar(8) NOT NULL,
    decision_kind varchar(8) NOT NULL,
    fine_amount numeric(12, 2),
    receive_time timestamp NOT NULL,
    due_date timestamp,
    file_time timestamp,
    done_time timestamp,
    pay_time timestamp,
    correct_time timestamp
);
COMMENT ON TABLE t_authority_decision IS '主管部门决定台账';

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

CREATE TABLE t_rights_action (
    action_id bigint PRIMARY KEY,
    ticket_no varchar(24) NOT NULL,
    measure varchar(16) NOT NULL,
    act_time timestamp NOT NULL
);
COMMENT ON TABLE t_rights_action IS '用户维权措施记录';

CREATE TABLE t_host_state (
    state_id bigint PRIMARY KEY,
    service_code varchar(16) NOT NULL,
    host_name varchar(32) NOT NULL,
    host_role varchar(8) NOT NULL,
    lag_seconds integer,
    check_time timestamp NOT NULL
);
COMMENT ON TABLE t_host_state IS '主备机状态';

CREATE TABLE t_takeover_drill (
    drill_id bigint PRIMARY KEY,
    service_code varchar(16) NOT NULL,
    drill_time timestamp NOT NULL,
    succeeded boolean NOT NULL,
    takeover_seconds integer
);
COMMENT ON TABLE t_takeover_drill IS '切换演练';

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
