"""Accounts with their history of states, credentials and alerts."""

import numpy as np

from demo.generate import identifiers
from demo.generate.frame import (
    DAY,
    HOUR,
    Array,
    Columns,
    blank,
    choose,
    days_ago,
    pick,
    seconds,
    stream,
    texts,
)
from demo.generate.members import Members

SUPERVISORS = ("S0002", "S0010")
"""Who approves freezes and cancellations."""
ALERTS = ("REMOTE_LOGIN", "DEVICE_CHANGE", "SMS_FLOOD", "PAY_FAIL")


def account_tables(seed: int, members: Members, last_use: Array) -> dict[str, Columns]:
    """t_passport_account, t_passport_event, t_passport_secret, t_account_alert.

    `last_use` is each member's last order or login (NaT where there is none).
    """
    rng = stream(seed, "accounts")
    lives, size = members.lives, len(members.number)
    gone = lives.to_erase
    seen = np.fmax(lives.last_active, last_use)
    return {
        "t_passport_account": {
            "account_no": members.account,
            "member_no": members.number,
            "login_name": blank(members.people.mobile, gone),
            "account_kind": np.full(size, "C"),
            "account_status": lives.status,
            "open_time": lives.created,
            "activate_time": lives.activated,
            "last_active_time": seen,
            "close_time": lives.cancelled,
            "close_by": choose(
                lives.closed,
                np.where(lives.within("closed_dormant") | lives.banned, "PLATFORM", "USER"),
                None,
            ),
        },
        "t_passport_event": _events(rng, members),
        "t_passport_secret": _secrets(rng, members),
        "t_account_alert": _alerts(rng, members),
    }


def _events(rng: np.random.Generator, members: Members) -> Columns:
    """Every change of state in its order; the platform and its staff give a reason, freezes are approved."""
    lives = members.lives
    dormant = lives.within("noticed", "frozen", "closed_dormant")
    ended, at_risk = lives.within("frozen", "closed_dormant"), lives.within("risk_frozen", "thawed")
    by_user = lives.within("closed_old", "closed_recent", "closed_held")
    asked = ~np.isnat(lives.requested) & ~lives.banned
    parts: list[tuple[Array, Array, str, int | None, int, str, str | None, bool]] = [
        # who, when, type, before, after, actor, reason, approved
        (np.full(len(lives), True), lives.created, "REGISTER", None, 0, "USER", None, False),
        (~np.isnat(lives.activated), lives.activated, "ACTIVATE", 0, 1, "SYSTEM", "实名核验通过", False),
        (~np.isnat(lives.edited), lives.edited, "MODIFY", 1, 1, "USER", None, False),
        (dormant, lives.notice, "DORMANT_NOTICE", 1, 1, "SYSTEM", "连续365天未使用", False),
        (ended, lives.frozen, "FREEZE", 1, 2, "SYSTEM", "通知后60天内未登录", True),
        (at_risk, lives.frozen, "FREEZE", 1, 2, "OPERATOR", "异地登录风险，待核实", True),
        (lives.within("thawed"), lives.thawed, "UNFREEZE", 2, 1, "OPERATOR", "已核实为本人", True),
        (asked, lives.requested, "CANCEL_APPLY", 1, 1, "USER", None, False),
        (lives.within("stayed"), lives.withdrawn, "CANCEL_UNDO", 1, 1, "USER", None, False),
        (lives.within("closed_dormant"), lives.cancelled, "CLOSE", 2, 9, "SYSTEM", "冻结满期", True),
        (by_user, lives.cancelled, "CLOSE", 1, 9, "SYSTEM", "用户申请注销，核验通过", True),
    ]  # fmt: skip
    columns: dict[str, list[Array]] = {}
    for where, when, kind, before, after, actor, reason, approved in parts:
        count = int(where.sum())
        for name, values in {
            "account_no": members.account[where],
            "event_type": texts([kind] * count),
            "status_before": texts([before] * count),
            "status_after": np.full(count, after),
            "operator_type": texts([actor] * count),
            "reason": texts([reason] * count),
            "approver_no": pick(rng, SUPERVISORS, count) if approved else texts([None] * count),
            "event_time": when[where],
        }.items():
            columns.setdefault(name, []).append(values)
    joined = {name: np.concatenate(values) for name, values in columns.items()}
    ended = (joined["event_type"] == "CLOSE") & np.isin(joined["account_no"], members.account[lives.banned])
    joined["operator_type"][ended], joined["reason"][ended] = "OPERATOR", "严重违规，终止账户"
    order = np.argsort(joined["event_time"], kind="stable")
    return {
        "event_id": np.arange(1, len(order) + 1),
        **{name: values[order] for name, values in joined.items()},
    }


def _secrets(rng: np.random.Generator, members: Members) -> Columns:
    who = np.flatnonzero(~members.lives.to_erase)
    return {
        "account_no": members.account[who],
        "password_hash": identifiers.bcrypt_shaped(rng, len(who)),
        "update_time": members.lives.created[who],
    }


def _alerts(rng: np.random.Generator, members: Members) -> Columns:
    """Unusual logins and the like, each handled within a day."""
    busy = np.flatnonzero(members.lives.within("normal", "thawed"))
    count = max(5, len(busy) // 80)
    detected = np.sort(days_ago(rng.uniform(1.5, 180, count)))
    return {
        "alert_id": np.arange(1, count + 1),
        "account_no": members.account[rng.choice(busy, size=count)],
        "alert_kind": texts([ALERTS[index % len(ALERTS)] for index in range(count)]),
        "detect_time": detected,
        "handle_time": detected + seconds(rng.uniform(0.2 * HOUR, 0.9 * DAY, count)),
    }
