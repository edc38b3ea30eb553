"""Staff, their database roles and grants, console accounts, and the reviews of what they may do."""

from dataclasses import dataclass

import numpy as np
import yaml

from demo import HERE
from demo.generate.frame import NEVER, Array, Columns, days_ago, pick, seconds, stream, texts
from demo.generate.people import invent

POSTS = (
    [
        "management",
        "risk_lead",
        "privacy_officer",
        "dba",
        "dba",
        "dba",
        "analyst",
        "analyst",
        "analyst",
        "identity_lead",
    ]
    + ["identity_reviewer"] * 3
    + ["risk_control"] * 3
    + ["finance"] * 4
    + ["merchant_manager"] * 2
    + ["customer_service"] * 12
    + ["complaint_lead", "operations", "operations"]
    + ["customer_service"] * 2
    + ["finance"]
)
LEFT = 3
"""The last so many people on the list have left."""
SUPERUSERS = ("S0002", "S0004", "S0005")
READER = "quanyi_reader"
SUPERUSER_ADDRESSES = "10.20.3.0/28,203.0.113.17"
OFFICE_ADDRESSES = "10.20.0.0/16"


@dataclass(frozen=True)
class DatabaseGrant:
    role: str
    table: str
    privilege: str
    """read, write or admin"""


def staff_tables(seed: int, tables: tuple[str, ...]) -> tuple[dict[str, Columns], list[DatabaseGrant]]:
    """t_staff, t_staff_db_role, t_console_account, t_perm_register, t_perm_review; and the grants in force.

    `tables` are all tables of the platform; the compliance reader may read each of them.
    """
    rng = stream(seed, "staff")
    size = len(POSTS)
    number = texts([f"S{index:04d}" for index in range(1, size + 1)])
    people = invent(rng, size, phone_start=20_000_000)
    on_job = np.arange(size) < size - LEFT
    left = np.where(on_job, NEVER, days_ago(rng.uniform(20, 200, size)))
    lead = {
        "customer_service": "S0035",
        "risk_control": "S0002",
        "identity_reviewer": "S0010",
        "dba": "S0002",
    }
    units = {
        "customer_service": "客服中心",
        "complaint_lead": "客服中心",
        "dba": "技术部",
        "analyst": "数据部",
    }
    staff: Columns = {
        "staff_no": number,
        "staff_name": people.name,
        "mobile": people.mobile,
        "work_email": texts([f"{value.lower()}@yunhe-life.cn" for value in number]),
        "post_code": texts(POSTS),
        "unit": texts([units.get(post, "运营部") for post in POSTS]),
        "manager_no": texts([None if post == "management" else lead.get(post, "S0001") for post in POSTS]),
        "on_job": on_job,
        "leave_time": left,
    }
    roles = texts([f"staff_{value.lower()}" for value in number])
    register = _register(rng, number, roles, on_job, left, tables)
    in_force = [
        DatabaseGrant(role, table, privilege)
        for role, table, privilege, revoked in zip(
            register["role_name"], register["table_name"], register["privilege"],
            np.isnat(register["revoke_time"]).tolist(), strict=True,
        )
        if revoked
    ]  # fmt: skip
    owners = {
        "role_name": texts([*roles, READER]),
        "staff_no": texts([*number, "S0003"]),
        "usage_note": texts(["本人使用"] * size + ["权益合规平台只读账号"]),
    }
    return {
        "t_staff": staff,
        "t_staff_db_role": owners,
        "t_console_account": _console(rng, number, on_job, left),
        "t_perm_register": register,
        "t_perm_review": _reviews(register, dict(zip(owners["role_name"], owners["staff_no"], strict=True))),
    }, in_force


def _register(
    rng: np.random.Generator, number: Array, roles: Array, on_job: Array, left: Array, tables: tuple[str, ...]
) -> Columns:
    """What the permission centre has granted: each post's rights by the role matrix, less for some people."""
    matrix = yaml.safe_load((HERE / "policy" / "role_matrix.yaml").read_text(encoding="utf-8"))["grants"]
    rows: list[tuple[str, str, str, int]] = []
    for index, post in enumerate(POSTS):
        if post == "privacy_officer":
            continue
        for entry in matrix:
            if entry["post"] == post:
                lower = entry["max_privilege"] == "write" and rng.random() < 0.2
                table = entry["resource"].removeprefix("public.")
                rows.append((roles[index], table, "read" if lower else entry["max_privilege"], index))
    rows += [(READER, table, "read", POSTS.index("privacy_officer")) for table in tables]
    size = len(rows)
    holder = np.array([row[3] for row in rows])
    granted = np.where(
        rng.random(size) < 0.8, days_ago(rng.uniform(120, 700, size)), days_ago(rng.uniform(3, 50, size))
    )
    granted = np.where(on_job[holder], granted, days_ago(rng.uniform(300, 700, size)))
    temporary = (rng.random(size) < 0.05) & on_job[holder]
    return {
        "grant_no": texts([f"QX{index:05d}" for index in range(1, size + 1)]),
        "role_name": texts([row[0] for row in rows]),
        "table_name": texts([f"public.{row[1]}" for row in rows]),
        "privilege": texts([row[2] for row in rows]),
        "terminal": texts(["bastion" if row[2] == "admin" else "office_pc" for row in rows]),
        "grant_by": pick(rng, ["S0002", "S0004"], size),
        "grant_time": granted,
        "expire_time": np.where(temporary, days_ago(-rng.uniform(30, 200, size)), NEVER),
        "revoke_time": np.where(on_job[holder], NEVER, left[holder]),
    }


def _reviews(register: Columns, owner: dict[str, str]) -> Columns:
    """Two rounds, autumn and January, by someone other than the holder; leavers' grants were revoked."""
    rounds = [np.datetime64("2025-10-20T15:00:00"), np.datetime64("2026-01-20T15:00:00")]
    grants, reviewers, times, decisions = [], [], [], []
    for moment in rounds:
        for index, grant in enumerate(register["grant_no"]):
            revoked = register["revoke_time"][index]
            if register["grant_time"][index] > moment or (not np.isnat(revoked) and revoked < moment):
                continue
            grants.append(grant)
            reviewers.append("S0010" if owner[register["role_name"][index]] == "S0002" else "S0002")
            times.append(moment + seconds(index * 40))
            decisions.append("KEEP" if np.isnat(revoked) else "REVOKE")
    return {
        "review_id": np.arange(1, len(grants) + 1),
        "grant_no": texts(grants),
        "reviewer_no": texts(reviewers),
        "review_time": np.array(times),
        "decision": texts(decisions),
    }


def _console(rng: np.random.Generator, number: Array, on_job: Array, left: Array) -> Columns:
    """One console account a person; superusers are bound to a few addresses, everyone to the office."""
    rows = np.arange(1, len(number))
    is_super = np.isin(number[rows].astype(str), SUPERUSERS)
    return {
        "login_id": texts([f"console_{value.lower()}" for value in number[rows]]),
        "staff_no": number[rows],
        "is_super": is_super,
        "is_shared": np.zeros(len(rows), dtype=bool),
        "ip_whitelist": np.where(is_super, SUPERUSER_ADDRESSES, OFFICE_ADDRESSES),
        "password_time": days_ago(rng.uniform(5, 80, len(rows))),
        "create_time": days_ago(rng.uniform(300, 900, len(rows))),
        "disable_time": np.where(on_job[rows], NEVER, left[rows]),
    }


def operator_logins(rng: np.random.Generator, size: int, history_days: int) -> tuple[Array, Array, Array]:
    """(staff number, address, time) of console logins by staff still there, from allowed addresses."""
    people = texts([f"S{index:04d}" for index in range(2, len(POSTS) + 1 - LEFT)])
    who = pick(rng, list(people), size)
    is_super = np.isin(who.astype(str), SUPERUSERS)
    third = np.where(is_super, 3, rng.integers(0, 16, size))
    last = np.where(is_super, rng.integers(1, 15, size), rng.integers(1, 255, size))
    address = texts([f"10.20.{a}.{b}" for a, b in zip(third.tolist(), last.tolist(), strict=True)])
    when = days_ago(rng.integers(0, history_days, size)) + seconds(rng.uniform(8.5, 21, size) * 3600)
    return who, address, when
