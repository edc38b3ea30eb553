-- What the audit log says of changes and readings of members' data.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_member_change (
    change_id bigint PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    change_kind char(1) NOT NULL,
    operator_type varchar(8) NOT NULL,
    staff_no varchar(8),
    approver_no varchar(8),
    change_time timestamp NOT NULL
);
COMMENT ON TABLE t_member_change IS '会员资料变更审计（U 修改 D 删除）';

CREATE TABLE t_realname_view (
    view_id bigint PRIMARY KEY,
    auth_id bigint NOT NULL,
    staff_no varchar(8) NOT NULL,
    case_no varchar(16),
    view_time timestamp NOT NULL
);
COMMENT ON TABLE t_realname_view IS '实名信息查看日志';
