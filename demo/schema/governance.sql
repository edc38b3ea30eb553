-- Running the platform safely: incidents, logs, hosts, reports to authorities.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

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
