-- What shows that enrolments in courses are voluntary: confirmations, and complaints that one was forced.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_enrol_confirm (
    confirm_no varchar(16) PRIMARY KEY,
    enrol_no varchar(16) NOT NULL,
    confirm_way varchar(8) NOT NULL,
    confirm_time timestamp NOT NULL
);
COMMENT ON TABLE t_enrol_confirm IS '学员本人的报名确认（APP 应用内 SMS 短信）';

CREATE TABLE t_enrol_objection (
    objection_no varchar(16) PRIMARY KEY,
    enrol_no varchar(16) NOT NULL,
    apply_time timestamp NOT NULL,
    close_time timestamp,
    upheld char(1)
);
COMMENT ON TABLE t_enrol_objection IS '强制报名异议（Y 成立 N 不成立）';
