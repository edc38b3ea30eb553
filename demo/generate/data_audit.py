"""What the audit log says of changes and readings of members' data."""

import numpy as np

from demo.generate.frame import Columns, days_ago, pick, seconds, serials, stream, texts
from demo.generate.members import Members
from demo.generate.orders import actors

READERS = ("S0010", "S0011", "S0012", "S0013")
"""Whose posts may read identity data, by policy/role_matrix.yaml."""
CLERKS, CLERKS_LEAD = ("S0023", "S0024", "S0025"), "S0035"


def data_audit_tables(seed: int, members: Members, profiles: Columns) -> dict[str, Columns]:
    """t_member_change and t_realname_view; `profiles` is t_member."""
    rng = stream(seed, "data_audit")
    return {"t_member_change": _changes(rng, members, profiles), "t_realname_view": _views(rng, members)}


def _changes(rng: np.random.Generator, members: Members, profiles: Columns) -> Columns:
    """The last change of each file; those who edited theirs had had it opened, and corrected by a clerk."""
    lives, updated = members.lives, profiles["update_time"].astype("datetime64[s]")
    last, edited = np.flatnonzero(~np.isnat(updated)), np.flatnonzero(~np.isnat(lives.edited))
    half = (lives.edited[edited] - lives.activated[edited]).astype("int64") // 2
    size, count = len(last), len(edited)
    gone = lives.to_erase[last]
    by_user = ~np.isnat(lives.edited[last])
    opened = lives.activated[edited]
    when = np.concatenate([updated[last] + seconds(np.full(size, 1)), opened, opened + seconds(half)])
    number = members.number[edited]
    columns: Columns = {
        "member_no": np.concatenate([members.number[last], number, number]),
        "change_kind": np.concatenate([np.where(gone, "D", "U"), np.full(2 * count, "U")]),
        "operator_type": np.concatenate(
            [np.where(by_user, "USER", "SYSTEM"), np.full(count, "SYSTEM"), np.full(count, "OPERATOR")]
        ),
        "staff_no": np.concatenate([texts([None] * (size + count)), pick(rng, CLERKS, count)]),
        "approver_no": texts([None] * (size + count) + [CLERKS_LEAD] * count),
        "change_time": when,
    }
    order = np.argsort(when, kind="stable")
    return {
        "change_id": np.arange(1, len(order) + 1),
        **{name: values[order] for name, values in columns.items()},
    }


def _views(rng: np.random.Generator, members: Members) -> Columns:
    """Reviewers looked up real-name records for a case; each member has one record, in the same order."""
    size = max(120, len(members.number) // 10)
    when = np.sort(days_ago(rng.uniform(0.1, 80, size)))
    return {
        "view_id": np.arange(1, size + 1),
        "auth_id": actors(rng, members, when) + 1,
        "staff_no": pick(rng, READERS, size),
        "case_no": serials("HC", size, 7),
        "view_time": when,
    }
