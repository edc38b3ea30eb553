-- Courses of training schools on the platform: trainers, courses, enrolments, reviews of trainees.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_trainer (
    trainer_no varchar(16) PRIMARY KEY,
    merchant_no varchar(16) NOT NULL,
    cert_no varchar(16),
    cert_expire timestamp,
    on_job boolean NOT NULL
);
COMMENT ON TABLE t_trainer IS '培训师（姓名由培训机构保管）';

CREATE TABLE t_course (
    course_no varchar(16) PRIMARY KEY,
    merchant_no varchar(16) NOT NULL,
    course_name text NOT NULL
);
COMMENT ON TABLE t_course IS '课程';

CREATE TABLE t_enrol (
    enrol_no varchar(16) PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    course_no varchar(16) NOT NULL,
    apply_time timestamp NOT NULL,
    cond_ok boolean,
    enrol_status char(1) NOT NULL,
    refuse_code varchar(8),
    decide_time timestamp,
    attend_time timestamp
);
COMMENT ON TABLE t_enrol IS '报名（W 待审 Y 录取 N 不予录取；FULL 满员 COND 条件不符）';

CREATE TABLE t_course_review (
    review_id bigint PRIMARY KEY,
    enrol_no varchar(16) NOT NULL,
    stars smallint NOT NULL,
    content text,
    create_time timestamp NOT NULL
);
COMMENT ON TABLE t_course_review IS '课程评价';
