"""Registers behind the clauses that users' data cannot prove: staff, papers, authorities, machines."""

import numpy as np

from demo.generate.frame import (
    DAY,
    HOUR,
    LATEST,
    NEVER,
    Array,
    Columns,
    choose,
    days_ago,
    pick,
    seconds,
    serials,
    stream,
    texts,
)

RIGHTS_CATEGORIES = ("隐私", "营销骚扰", "账户")
"""Complaints of these kinds, once upheld, say that a user's rights were infringed."""

SITE_SERVICES = ("website", "shop")
"""The services with machines of their own, as policy/organisation.yaml names them."""


def attestation_tables(
    seed: int, staff: Columns, merchants: Columns, goods: Columns, tickets: Columns
) -> dict[str, Columns]:
    """t_staff_sign to t_takeover_drill, from the tables they refer to."""
    rng = stream(seed, "attestations")
    number = staff["staff_no"][staff["on_job"]]
    return {
        "t_staff_sign": _signatures(rng, number),
        "t_staff_course": _courses(rng, number),
        "t_staff_case": _cases(),
        "t_staff_grievance": _grievances(),
        **_papers(rng, merchants),
        "t_authority_decision": _decisions(),
        "t_publicity": _publicity(rng, goods["goods_no"]),
        "t_rights_action": _rights_actions(rng, tickets),
        **_machines(rng),
    }


def _signatures(rng: np.random.Generator, staff: Array) -> Columns:
    """Everybody renews all three papers every January; some signed for the first time when they joined."""
    papers = ["CODE", "FAIR", "NDA"]
    who = np.tile(np.repeat(staff, len(papers)), 2)
    size = len(who) // 2
    signed = np.concatenate([days_ago(rng.uniform(410, 430, size)), days_ago(rng.uniform(45, 75, size))])
    return {
        "sign_id": np.arange(1, len(who) + 1),
        "staff_no": who,
        "paper": np.tile(texts(papers), len(who) // len(papers)),
        "sign_time": signed,
        "valid_until": signed + seconds(np.full(len(who), 365 * DAY)),
    }


def _courses(rng: np.random.Generator, staff: Array) -> Columns:
    """A course a year and an assessment a quarter, for everybody."""
    days = np.array([70.0, 435.0, 25.0, 115.0, 205.0])
    kinds = texts(["TRAIN", "TRAIN", "EXAM", "EXAM", "EXAM"])
    subjects = texts(["服务与政策", "服务与政策", "季度考核", "季度考核", "季度考核"])
    size = len(staff) * len(days)
    return {
        "record_id": np.arange(1, size + 1),
        "staff_no": np.repeat(staff, len(days)),
        "record_kind": np.tile(kinds, len(staff)),
        "subject": np.tile(subjects, len(staff)),
        "finish_time": days_ago(np.tile(days, len(staff)) + rng.uniform(-3, 3, size)),
    }


def _cases() -> Columns:
    rows = [
        ("AJ0001", "DISC", "S0024", "私自承诺赔付，记过", 300.0, 12.0),
        ("AJ0002", "ERR", "S0012", "漏核证件有效期，本人负责，已补核", 140.0, 9.0),
        ("AJ0003", "ERR", "S0019", "重复打款，本人负责，已追回", 80.0, 20.0),
        ("AJ0004", "DISC", "S0030", "泄露排班，警告", 35.0, 6.0),
        ("AJ0005", "ERR", "S0027", None, 4.0, None),
    ]
    opened = days_ago(np.array([row[4] for row in rows]))
    return {
        "case_no": texts([row[0] for row in rows]),
        "case_kind": texts([row[1] for row in rows]),
        "staff_no": texts([row[2] for row in rows]),
        "finding": texts([row[3] for row in rows]),
        "open_time": opened,
        "close_time": _after(opened, [row[5] for row in rows]),
    }


def _grievances() -> Columns:
    received = days_ago(np.array([280.0, 160.0, 52.0, 6.0]))
    return {
        "grievance_no": serials("YG", len(received), 4),
        "staff_no": texts(["S0025", "S0031", "S0008", "S0028"]),
        "receive_time": received,
        "close_time": _after(received, [11.0, 19.0, 8.0, None]),
    }


def _papers(rng: np.random.Generator, merchants: Columns) -> dict[str, Columns]:
    """An agreement for each active caterer; rules, sites and half-yearly checks for each training body."""
    number, category = merchants["merchant_no"], merchants["category"].astype(str)
    active = merchants["merchant_status"] == "A"
    caterers, schools = number[active & (category == "catering")], number[active & (category == "training")]
    owner = np.concatenate([caterers, schools])
    signed = days_ago(rng.uniform(20, 300, len(owner)))
    site = texts([f"{school}-{part}" for school in schools for part in (1, 2)])
    checked = np.repeat(site, 2)
    return {
        "t_merchant_paper": {
            "paper_id": np.arange(1, len(owner) + 1),
            "merchant_no": owner,
            "paper_kind": texts(["QUALITY"] * len(caterers) + ["SAFETY"] * len(schools)),
            "sign_time": signed,
            "expire_time": signed + seconds(np.full(len(owner), 365 * DAY)),
        },
        "t_training_site": {
            "site_no": site,
            "merchant_no": np.repeat(schools, 2),
            "in_use": np.full(len(site), True),
        },
        "t_site_check": {
            "check_id": np.arange(1, len(checked) + 1),
            "site_no": checked,
            "check_time": days_ago(np.tile([230.0, 60.0], len(site)) + rng.uniform(0, 20, len(checked))),
            "passed": np.full(len(checked), True),
        },
    }


def _decisions() -> Columns:
    """Four from the authorities: two penalties of training bodies, and orders about a trainer and a user."""
    received = days_ago(np.array([330.0, 210.0, 120.0, 8.0]))
    done = _after(received, [20.0, 10.0, 12.0, None])
    return {
        "decision_no": serials("ZG", 4, 5),
        "target_type": texts(["ORG", "ORG", "TRAINER", "USER"]),
        "decision_kind": texts(["PENALTY", "PENALTY", "CORRECT", "CORRECT"]),
        "fine_amount": np.array([5000.0, 0.0, np.nan, np.nan]),
        "receive_time": received,
        "due_date": received + seconds(np.full(4, 30 * DAY)),
        "file_time": received + seconds(np.full(4, 2 * HOUR)),
        "done_time": done,
        "pay_time": _after(received, [7.0, None, None, None]),
        "correct_time": done,
    }


def _publicity(rng: np.random.Generator, goods: Array) -> Columns:
    """A sheet for one good in ten and a dozen advertisements, reviewed within ten months; two are off."""
    sheets = goods[::10]
    size = len(sheets) + 12
    published = days_ago(rng.uniform(20, 700, size))
    offline = np.full(size, NEVER)
    offline[-2:] = days_ago(np.array([15.0, 3.0]))
    return {
        "item_no": serials("FB", size, 6),
        "item_kind": texts(["SHEET"] * len(sheets) + ["AD"] * 12),
        "goods_no": np.concatenate([sheets, texts([None] * 12)]),
        "publish_time": published,
        "offline_time": offline,
        "review_time": np.maximum(
            published - seconds(np.full(size, DAY)), days_ago(rng.uniform(10, 300, size))
        ),
        "ticket_no": texts([None] * size),
    }


def _rights_actions(rng: np.random.Generator, tickets: Columns) -> Columns:
    """A record for every upheld and closed complaint of infringed rights, before its closure."""
    category, verdict = tickets["category"].astype(str), tickets["verdict"].astype(str)
    found = np.isin(category, RIGHTS_CATEGORIES) & (verdict == "Y")
    closed = tickets["close_time"][found]
    size = len(closed)
    return {
        "action_id": np.arange(1, size + 1),
        "ticket_no": tickets["ticket_no"][found],
        "measure": pick(rng, ["停止侵害", "更正删除", "赔礼补偿", "处理责任人"], size),
        "act_time": np.minimum(closed, LATEST) - seconds(rng.uniform(0.1, 2, size) * HOUR),
    }


def _machines(rng: np.random.Generator) -> dict[str, Columns]:
    """Two machines a service, looked at every hour of the last two days; a drill every sixty days."""
    services = np.repeat(texts(SITE_SERVICES), 2)
    hosts = texts([f"{name}-{part}" for name in SITE_SERVICES for part in "ab"])
    hours = np.arange(47, -1, -1)
    when = np.repeat(LATEST - seconds(hours * HOUR), len(services))
    standby = np.tile([False, True], len(when) // 2)
    drills = np.repeat(np.array([310.0, 250.0, 190.0, 130.0, 70.0, 10.0]), len(SITE_SERVICES))
    return {
        "t_host_state": {
            "state_id": np.arange(1, len(when) + 1),
            "service_code": np.tile(services, len(hours)),
            "host_name": np.tile(hosts, len(hours)),
            "host_role": choose(standby, "STANDBY", "PRIMARY"),
            "lag_seconds": choose(standby, rng.integers(0, 9, len(when)), None),
            "check_time": when,
        },
        "t_takeover_drill": {
            "drill_id": np.arange(1, len(drills) + 1),
            "service_code": np.tile(texts(SITE_SERVICES), len(drills) // len(SITE_SERVICES)),
            "drill_time": days_ago(drills),
            "succeeded": np.full(len(drills), True),
            "takeover_seconds": rng.integers(40, 240, len(drills)),
        },
    }


def _after(start: Array, days: list[float | None]) -> Array:
    """So many days after each start; NaT where there is no number."""
    known = np.array([day is not None for day in days])
    added = start + seconds(np.array([day or 0.0 for day in days]) * DAY)
    return np.where(known, added, NEVER)
