-- Complaint tickets, service calls and surveys.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

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
    order_no varchar(24),
    call_back_phone text,
    question text,
    fix_note text,
    fix_result char(1),
    open_time timestamp NOT NULL,
    reply_time timestamp,
    finish_time timestamp
);
COMMENT ON TABLE t_service_call IS '咨询与服务请求（fix_result：R 已修复 C 已更换 F 已退款 N 拒绝 O 已过保）';

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
