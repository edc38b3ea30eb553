-- What members publish and offer, what was flagged in it, and the reading of comics.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_post (
    post_no varchar(16) PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    board varchar(8) NOT NULL,
    content text,
    publish_time timestamp NOT NULL,
    remove_time timestamp
);
COMMENT ON TABLE t_post IS '会员发布的帖子与漫画评论';

CREATE TABLE t_post_flag (
    flag_id bigint PRIMARY KEY,
    post_no varchar(16) NOT NULL,
    flag_kind varchar(8) NOT NULL,
    flag_source varchar(8) NOT NULL,
    flag_time timestamp NOT NULL,
    review_time timestamp,
    verdict char(1)
);
COMMENT ON TABLE t_post_flag IS '内容举报与巡查（PATROL 巡查发现）';

CREATE TABLE t_listing (
    listing_no varchar(16) PRIMARY KEY,
    member_no varchar(16) NOT NULL,
    content text,
    price numeric(10, 2),
    minutes smallint,
    publish_time timestamp NOT NULL,
    update_time timestamp,
    offline_time timestamp
);
COMMENT ON TABLE t_listing IS '会员发布的上门服务';

CREATE TABLE t_comic_access (
    access_id bigint PRIMARY KEY,
    account_no varchar(16),
    comic_code varchar(16) NOT NULL,
    access_kind char(1) NOT NULL,
    access_time timestamp NOT NULL
);
COMMENT ON TABLE t_comic_access IS '漫画下载（D）与阅读（R）';
