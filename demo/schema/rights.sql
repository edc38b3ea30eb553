-- Consents, disclosures and requests of data subjects.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_consent (
    consent_id bigint PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    document varchar(32) NOT NULL,
    purpose varchar(32) NOT NULL,
    version varchar(16) NOT NULL,
    grant_way varchar(8) NOT NULL,
    grant_time timestamp NOT NULL,
    revoke_time timestamp
);
COMMENT ON TABLE t_consent IS '用户授权同意（TICK 本人勾选 DEFAULT 默认勾选 BUNDLE 与服务捆绑）';

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

CREATE TABLE t_rights_action (
    action_id bigint PRIMARY KEY,
    ticket_no varchar(24) NOT NULL,
    measure varchar(16) NOT NULL,
    act_time timestamp NOT NULL
);
COMMENT ON TABLE t_rights_action IS '用户维权措施记录';
