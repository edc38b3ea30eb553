"""The organisation's own ledgers: dictionaries, incidents, clean-up jobs, quarterly reports, log sources."""

import numpy as np

from demo.generate.complaints import SECURITY
from demo.generate.frame import DAY, HOUR, LATEST, NEVER, Columns, days_ago, reference, seconds, stream, texts

LOG_SOURCES = {"app_event": "user_usage", "operation_log": "system_operation"}


def governance_tables(seed: int, scale: float, tickets: Columns) -> dict[str, Columns]:
    """t_dict_region, t_dict_item, t_security_incident, t_purge_job, t_minor_report, t_log_source."""
    return {
        "t_dict_region": _regions(),
        "t_dict_item": _items(),
        "t_security_incident": _incidents(tickets),
        "t_purge_job": _purge_jobs(seed, scale),
        "t_minor_report": _minor_reports(),
        "t_log_source": {
            "source_name": texts(list(LOG_SOURCES)),
            "source_kind": texts(list(LOG_SOURCES.values())),
            "env": texts(["prod"] * len(LOG_SOURCES)),
            "enable_time": days_ago(np.array([900.0, 900.0])),
            "disable_time": np.full(len(LOG_SOURCES), NEVER),
        },
    }


def _regions() -> Columns:
    rows: dict[str, tuple[str, str | None, int]] = {}
    for city in reference("places")["cities"]:
        province = city["code"][:2] + "0000"
        rows.setdefault(province, (city["province"], None, 1))
        rows[city["code"]] = (city["city"], province, 2)
        for code, name in city["districts"].items():
            rows[code] = (name, city["code"], 3)
    codes = sorted(rows)
    return {
        "region_code": texts(codes),
        "region_name": texts([rows[code][0] for code in codes]),
        "parent_code": texts([rows[code][1] for code in codes]),
        "region_level": np.array([rows[code][2] for code in codes]),
    }


def _items() -> Columns:
    items = [
        ("account_status", "0", "待激活"), ("account_status", "1", "正常"), ("account_status", "2", "冻结"),
        ("account_status", "9", "已注销"), ("order_status", "10", "待付款"),
        ("order_status", "20", "已付款"), ("order_status", "30", "已完成"),
        ("order_status", "90", "已取消"), ("ticket_type", "COMPLAIN", "投诉"),
        ("ticket_type", "REPORT", "举报"), ("merchant_status", "A", "营业"), ("merchant_status", "S", "暂停"),
        ("merchant_status", "C", "退出"),
    ]  # fmt: skip
    return {
        "dict_type": texts([item[0] for item in items]),
        "item_code": texts([item[1] for item in items]),
        "item_name": texts([item[2] for item in items]),
    }


def _incidents(tickets: Columns) -> Columns:
    """Each with an owner, handled within a day and closed within thirty; complaints of security open one."""
    rows = [
        ("TAKEOVER", "S0014", "撞库登录，已强制改密", 210.0, 6.0),
        ("TAKEOVER", "S0015", "短信验证码被诱导泄露", 95.0, 9.0),
        ("FUND", "S0016", "余额被盗刷，已垫付并报案", 150.0, 21.0),
        ("LEAK", "S0003", "导出文件误发内部群，已收回并删除", 120.0, 18.0),
        ("LEAK", "S0003", "合作方接口多返回一个字段，已下线", 40.0, 12.0),
        ("OTHER", "S0004", "机房断电演练", 25.0, 1.0),
    ]
    detected = days_ago(np.array([row[3] for row in rows]))
    told = [index for index, category in enumerate(tickets["category"]) if category in SECURITY]
    received = tickets["create_time"][told]
    kinds = [SECURITY[category] for category in tickets["category"][told]]
    return {
        "incident_no": texts([f"SJ{index:05d}" for index in range(1, len(rows) + len(told) + 1)]),
        "incident_type": texts([*[row[0] for row in rows], *kinds]),
        "ticket_no": texts([*[None] * len(rows), *tickets["ticket_no"][told]]),
        "owner_no": texts([*[row[1] for row in rows], *["S0014"] * len(told)]),
        "summary": texts([*[row[2] for row in rows], *["投诉转入，已核查处置"] * len(told)]),
        "detect_time": np.concatenate([detected, received]),
        "handle_time": np.concatenate(
            [
                detected + seconds(np.full(len(rows), 5 * HOUR)),
                np.minimum(received + seconds(HOUR / 2), LATEST),
            ]
        ),
        "close_time": np.concatenate(
            [detected + seconds(np.array([row[4] for row in rows]) * DAY), tickets["close_time"][told]]
        ),
    }


def _purge_jobs(seed: int, scale: float) -> Columns:
    """Every Sunday night for a year, each completed."""
    rng = stream(seed, "purge")
    start = days_ago(np.arange(357, -1, -7) + 0.875)
    due = rng.poisson(120 * scale + 3, size=len(start))
    return {
        "job_id": np.arange(1, len(start) + 1),
        "start_time": start,
        "end_time": start + seconds(rng.uniform(40, 900, len(start))),
        "rows_due": due,
        "rows_done": due,
    }


def _minor_reports() -> Columns:
    periods = ["2024-Q3", "2024-Q4", "2025-Q1", "2025-Q2", "2025-Q3", "2025-Q4"]
    published = ["2024-10-21", "2025-01-20", "2025-04-18", "2025-07-21", "2025-10-22", "2026-01-19"]
    return {
        "period": texts(periods),
        "publish_time": np.array([f"{day}T16:00:00" for day in published], dtype="datetime64[s]"),
        "approver_no": texts(["S0001"] * len(periods)),
    }
