-- Heating: who is supplied, meters, readings, servicing, bills and disputes about them.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_heat_user (
    heat_no varchar(16) PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    apply_time timestamp,
    record_time timestamp,
    record_no varchar(24),
    supply_time timestamp,
    stop_time timestamp
);
COMMENT ON TABLE t_heat_user IS '供热用户（申请、登记备案、开始供热）';

CREATE TABLE t_heat_meter (
    meter_no varchar(16) PRIMARY KEY,
    heat_no varchar(16) NOT NULL,
    install_time timestamp NOT NULL,
    remove_time timestamp,
    verify_time timestamp
);
COMMENT ON TABLE t_heat_meter IS '热量表；verify_time 为最近一次检定';

CREATE TABLE t_meter_reading (
    meter_no varchar(16),
    read_time timestamp,
    reading numeric(12, 1) NOT NULL,
    PRIMARY KEY (meter_no, read_time)
);
COMMENT ON TABLE t_meter_reading IS '抄表记录（千瓦时）';

CREATE TABLE t_heat_job (
    job_no varchar(16) PRIMARY KEY,
    heat_no varchar(16) NOT NULL,
    plan_time timestamp NOT NULL,
    done_time timestamp,
    job_result char(1)
);
COMMENT ON TABLE t_heat_job IS '用户设备检修（Y 正常 N 有故障）';

CREATE TABLE t_heat_bill (
    bill_no varchar(16) PRIMARY KEY,
    heat_no varchar(16) NOT NULL,
    amount numeric(10, 2) NOT NULL,
    issue_time timestamp NOT NULL,
    due_date timestamp NOT NULL,
    pay_time timestamp,
    remind_time timestamp
);
COMMENT ON TABLE t_heat_bill IS '热费账单';

CREATE TABLE t_bill_dispute (
    dispute_no varchar(16) PRIMARY KEY,
    bill_no varchar(16) NOT NULL,
    open_time timestamp NOT NULL,
    talk_time timestamp,
    close_time timestamp
);
COMMENT ON TABLE t_bill_dispute IS '账单异议与协商';
