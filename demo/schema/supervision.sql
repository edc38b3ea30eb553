-- How merchants are watched: inspections, violations and penalties, ratings, launches of goods, suspect reviews.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_merchant_check (
    check_id bigint PRIMARY KEY,
    merchant_no varchar(16) NOT NULL,
    check_kind varchar(8) NOT NULL,
    check_time timestamp NOT NULL,
    passed boolean NOT NULL,
    score numeric(4, 1),
    fix_time timestamp
);
COMMENT ON TABLE t_merchant_check IS '商家检查（FOOD 食品安全检查 TEACH 教学质量评估）';

CREATE TABLE t_merchant_breach (
    breach_no varchar(16) PRIMARY KEY,
    merchant_no varchar(16) NOT NULL,
    ticket_no varchar(24),
    breach_level smallint NOT NULL,
    find_time timestamp NOT NULL,
    confirm_time timestamp
);
COMMENT ON TABLE t_merchant_breach IS '商家违规（1 一般 2 严重）；ticket_no 为引出它的投诉';

CREATE TABLE t_merchant_penalty (
    penalty_no varchar(16) PRIMARY KEY,
    breach_no varchar(16) NOT NULL,
    measure varchar(8) NOT NULL,
    note text,
    decide_time timestamp NOT NULL
);
COMMENT ON TABLE t_merchant_penalty IS '商家处罚（NONE 不予处罚 WARN 警告 FINE 罚款 STOP 暂停营业 OUT 清退）';

CREATE TABLE t_merchant_rating (
    merchant_no varchar(16),
    period varchar(6),
    score numeric(3, 2) NOT NULL,
    rank_no integer NOT NULL,
    compute_time timestamp NOT NULL,
    PRIMARY KEY (merchant_no, period)
);
COMMENT ON TABLE t_merchant_rating IS '商家信用评分（每月一期，取近180天评价）';

CREATE TABLE t_merchant_award (
    award_id bigint PRIMARY KEY,
    merchant_no varchar(16) NOT NULL,
    period varchar(6) NOT NULL,
    award_kind varchar(8) NOT NULL,
    award_time timestamp NOT NULL
);
COMMENT ON TABLE t_merchant_award IS '评分奖惩（UP 流量奖励 DOWN 降权）';

CREATE TABLE t_goods_launch (
    launch_id bigint PRIMARY KEY,
    goods_no varchar(16) NOT NULL,
    approve_time timestamp,
    launch_time timestamp NOT NULL,
    offline_time timestamp
);
COMMENT ON TABLE t_goods_launch IS '商品上线审核';

CREATE TABLE t_review_flag (
    flag_id bigint PRIMARY KEY,
    review_kind char(1) NOT NULL,
    review_id bigint NOT NULL,
    flag_time timestamp NOT NULL,
    handle_time timestamp,
    handle_result varchar(8)
);
COMMENT ON TABLE t_review_flag IS '可疑评价处理（O 订单评价 C 课程评价；KEEP 保留 DROP 删除）';
