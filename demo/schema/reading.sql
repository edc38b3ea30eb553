-- Reading of comics: sessions.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_read_session (
    session_id bigint PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    start_time timestamp NOT NULL,
    end_time timestamp,
    adult_item boolean NOT NULL
);
COMMENT ON TABLE t_read_session IS '漫画阅读记录（adult_item 打开过限制内容）';
