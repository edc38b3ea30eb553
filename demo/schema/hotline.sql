-- The hotline: its shifts and the calls that came in.
-- As the developers of 云合生活服务平台 (Yunhe Life Services) named them; times are local (Asia/Shanghai).

CREATE TABLE t_hotline_shift (
    shift_no varchar(16) PRIMARY KEY,
    begin_time timestamp NOT NULL,
    shift_hours smallint NOT NULL,
    seats smallint NOT NULL
);
COMMENT ON TABLE t_hotline_shift IS '热线排班（班次、时长、坐席数）';

CREATE TABLE t_hotline_call (
    call_id bigint PRIMARY KEY,
    ring_time timestamp NOT NULL,
    pick_time timestamp
);
COMMENT ON TABLE t_hotline_call IS '热线来电（不记主叫号码）';
