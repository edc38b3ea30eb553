-- How members reach the platform and what they tell it: channels, probes, letters of authorities, suggestions.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_channel (
    channel_code varchar(16) PRIMARY KEY,
    channel_kind varchar(8) NOT NULL,
    open_time timestamp NOT NULL,
    close_time timestamp
);
COMMENT ON TABLE t_channel IS '对外公布的联系渠道（TEL 电话 MAIL 邮件 NET 网上 HALL 营业厅）';

CREATE TABLE t_channel_probe (
    probe_id bigint PRIMARY KEY,
    channel_code varchar(16) NOT NULL,
    probe_time timestamp NOT NULL,
    reachable boolean NOT NULL
);
COMMENT ON TABLE t_channel_probe IS '渠道拨测与巡查';

CREATE TABLE t_authority_letter (
    letter_no varchar(16) PRIMARY KEY,
    ticket_no varchar(24),
    receive_time timestamp NOT NULL,
    reply_time timestamp
);
COMMENT ON TABLE t_authority_letter IS '有关部门调查用户投诉的来函';

CREATE TABLE t_suggestion (
    suggest_no varchar(16) PRIMARY KEY,
    member_no varchar(16),
    source varchar(16) NOT NULL,
    suggest_kind varchar(8) NOT NULL,
    content text NOT NULL,
    plan_id bigint,
    receive_time timestamp NOT NULL,
    reply_time timestamp
);
COMMENT ON TABLE t_suggestion IS '意见建议（IDEA 建议 VIEW 意见 THANK 表扬）';

CREATE TABLE t_rate_invite (
    order_no varchar(24) PRIMARY KEY,
    rate_merchant boolean NOT NULL,
    rate_rider boolean NOT NULL,
    invite_time timestamp NOT NULL
);
COMMENT ON TABLE t_rate_invite IS '评价邀请';
