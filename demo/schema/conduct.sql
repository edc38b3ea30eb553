-- Rules of conduct, violations, measures and appeals; audits of accounts and attacks traced to them.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_conduct_rule (
    rule_code varchar(8),
    level smallint,
    measure varchar(8),
    effective_time timestamp,
    end_time timestamp,
    PRIMARY KEY (rule_code, level, measure, effective_time)
);
COMMENT ON TABLE t_conduct_rule IS '行为规则（级别 1 轻微 2 一般 3 严重）及可用措施';

CREATE TABLE t_attack_trace (
    trace_no varchar(16) PRIMARY KEY,
    account_no varchar(16) NOT NULL,
    target varchar(8) NOT NULL,
    attack_kind varchar(8) NOT NULL,
    trace_time timestamp NOT NULL
);
COMMENT ON TABLE t_attack_trace IS '网络攻击溯源（OWN 针对本平台 OTHER 针对他人）';

CREATE TABLE t_violation (
    violation_no varchar(16) PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    rule_code varchar(8) NOT NULL,
    level smallint NOT NULL,
    post_no varchar(16),
    trace_no varchar(16),
    is_crime boolean NOT NULL,
    find_time timestamp NOT NULL,
    confirm_time timestamp,
    waive_time timestamp,
    waive_reason text
);
COMMENT ON TABLE t_violation IS '会员违规记录；waive 为决定不处罚';

CREATE TABLE t_penalty (
    penalty_no varchar(16) PRIMARY KEY,
    violation_no varchar(16),
    member_no varchar(16) NOT NULL,
    measure varchar(8) NOT NULL,
    inquirer_no varchar(8),
    decider_no varchar(8),
    decide_time timestamp NOT NULL,
    notify_time timestamp,
    start_time timestamp,
    expire_time timestamp
);
COMMENT ON TABLE t_penalty IS '违规处理（ADVISE 劝阻 PUBLIC 通报 LIMIT 限制 SUSPEND 暂停 DELETE 删帖 CLOSE 终止 STOP 停供 END 解约 REFER 移交）';

CREATE TABLE t_penalty_appeal (
    appeal_no varchar(16) PRIMARY KEY,
    penalty_no varchar(16) NOT NULL,
    member_no varchar(16) NOT NULL,
    statement text,
    receive_time timestamp NOT NULL,
    decide_time timestamp,
    decider_no varchar(8),
    outcome varchar(8)
);
COMMENT ON TABLE t_penalty_appeal IS '处理申诉';

CREATE TABLE t_account_audit (
    audit_id bigint PRIMARY KEY,
    account_no varchar(16) NOT NULL,
    audit_result varchar(8),
    audit_time timestamp NOT NULL
);
COMMENT ON TABLE t_account_audit IS '账户定期审核';
