"""What the control store remembers of plans: their people, who asked, who approved, what was certified."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from policy.errors import UsageError
from policy.text import Text
from privacy.erasure.approval import Approval

SCHEMA = Path(__file__).parent / "records.sql"


@dataclass(frozen=True)
class PlanSubject:
    """One duty of a plan: `due_at` None where only a retention limit asks for it."""

    subject_id: str
    trigger: str
    due_at: datetime | None


@dataclass(frozen=True)
class StoredPlan:
    """A plan as it was stored: its JSON, when it was judged, and the run that judged it."""

    plan_hash: str
    run_id: str
    as_of: datetime
    document: Mapping[str, Any]

    @property
    def ceilings(self) -> dict[tuple[str, str], int]:
        return {(each["store"], each["table"]): each["rows"] for each in self.document["ceilings"]}

    @property
    def stores(self) -> list[str]:
        """Stores in which rows are to go or to change."""
        return sorted({action["store"] for action in self.document["actions"] if action["rows"]})

    @property
    def acting_rules(self) -> set[str]:
        return {action["rule_id"] for action in self.document["actions"] if action["rows"]}


class PlanRecords:
    """On a connection to the control store; each method commits what it writes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(SCHEMA.read_text(encoding="utf-8"))

    def add_plan(self, plan_hash: str, subjects: Iterable[PlanSubject], requester: str, at: datetime) -> None:
        """Remember whom a plan is about and who asked for it; the same plan may be asked for again."""
        with self._connection:
            self._connection.execute(
                "INSERT OR IGNORE INTO plan_requesters VALUES (?, ?, ?)",
                (plan_hash, requester, at.isoformat()),
            )
            self._connection.executemany(
                "INSERT OR REPLACE INTO plan_subjects VALUES (?, ?, ?, ?)",
                [
                    (plan_hash, each.subject_id, each.trigger, each.due_at and each.due_at.isoformat())
                    for each in subjects
                ],
            )

    def plan(self, prefix: str | None = None) -> StoredPlan:
        """The newest plan, or the one whose hash begins so.

        Raises:
            UsageError: there is none, or several begin so.
        """
        if prefix is None:
            where, values = "1", ()
        else:
            where, values = "plan_hash LIKE ? || '%'", (prefix,)  # type: ignore[assignment]
        hashes = self._connection.execute(
            f"SELECT plan_hash FROM deletion_plans WHERE {where} GROUP BY plan_hash ORDER BY max(rowid) DESC "
            f"LIMIT {1 if prefix is None else 2}",
            values,
        ).fetchall()
        if len(hashes) != 1:
            raise _no_plan(prefix, len(hashes))
        row = self._connection.execute(
            "SELECT plan_hash, run_id, as_of, plan FROM deletion_plans WHERE plan_hash = ? "
            "ORDER BY rowid DESC LIMIT 1",
            hashes[0],
        ).fetchone()
        return StoredPlan(row[0], row[1], datetime.fromisoformat(row[2]), json.loads(row[3]))

    def subjects(self, plan_hash: str) -> list[PlanSubject]:
        rows = self._connection.execute(
            "SELECT subject_id, trigger, due_at FROM plan_subjects WHERE plan_hash = ? ORDER BY 1, 2",
            (plan_hash,),
        )
        return [
            PlanSubject(subject, trigger, datetime.fromisoformat(due_at) if due_at else None)
            for subject, trigger, due_at in rows
        ]

    def requesters(self, plan_hash: str) -> list[str]:
        rows = self._connection.execute(
            "SELECT requester FROM plan_requesters WHERE plan_hash = ? ORDER BY requested_at", (plan_hash,)
        )
        return [requester for (requester,) in rows]

    def add_approval(self, approval: Approval) -> None:
        with self._connection:
            self._connection.execute(
                "INSERT INTO approvals VALUES (?, ?, ?)",
                (approval.approval_id, approval.plan_hash, json.dumps(approval.to_json())),
            )

    def approvals(self, plan_hash: str) -> list[Approval]:
        """Every approval of the plan that has not started an execution yet, oldest first."""
        rows = self._connection.execute(
            "SELECT document FROM approvals WHERE plan_hash = ? AND approval_id NOT IN "
            "(SELECT approval_id FROM erasure_approvals_used) ORDER BY rowid",
            (plan_hash,),
        )
        return [Approval.from_json(json.loads(document)) for (document,) in rows]

    def approved_plans(self) -> list[str]:
        """Plans with an approval that has not started an execution, oldest approval first."""
        rows = self._connection.execute(
            "SELECT plan_hash FROM approvals WHERE approval_id NOT IN "
            "(SELECT approval_id FROM erasure_approvals_used) GROUP BY plan_hash ORDER BY min(rowid)"
        )
        return [plan_hash for (plan_hash,) in rows]

    def approval_of(self, execution_id: str) -> Approval:
        """The approval that started an execution."""
        (document,) = self._connection.execute(
            "SELECT document FROM approvals JOIN erasure_approvals_used USING (approval_id) "
            "WHERE execution_id = ?",
            (execution_id,),
        ).fetchone()
        return Approval.from_json(json.loads(document))

    def executions(self) -> list[tuple[str, str, str]]:
        """Execution, plan and state, newest first."""
        return self._connection.execute(
            "SELECT execution_id, plan_hash, state FROM erasure_executions ORDER BY rowid DESC"
        ).fetchall()

    def add_certificate(
        self, execution_id: str, document: Mapping[str, Any], head: str, at: datetime
    ) -> None:
        with self._connection:
            self._connection.execute(
                "INSERT OR REPLACE INTO certificates VALUES (?, ?, ?, ?, ?)",
                (execution_id, document["kind"], head, at.isoformat(), json.dumps(document)),
            )

    def certificate(self, execution_id: str, kind: str) -> tuple[str, dict[str, Any]] | None:
        """Head and document."""
        row = self._connection.execute(
            "SELECT head, document FROM certificates WHERE execution_id = ? AND kind = ?",
            (execution_id, kind),
        ).fetchone()
        return None if row is None else (row[0], json.loads(row[1]))

    def commit(self) -> None:
        """For what else was written on the connection."""
        self._connection.commit()

    def forget_subjects(self, plan_hash: str) -> None:
        """Of a plan that is carried out for good."""
        with self._connection:
            self._connection.execute("DELETE FROM plan_subjects WHERE plan_hash = ?", (plan_hash,))

    def forget_offenders(self, subjects: Iterable[str]) -> None:
        """People in breach of a check, who are gone; the caller commits."""
        self._connection.executemany(
            "DELETE FROM offenders WHERE subject_key = ?", [(subject,) for subject in subjects]
        )

    def forget_stale(self, before: datetime) -> None:
        """The people of plans that nobody asked for since `before` and that started no execution."""
        with self._connection:
            self._connection.execute(
                "DELETE FROM plan_subjects WHERE plan_hash NOT IN (SELECT plan_hash FROM erasure_executions) "
                "AND plan_hash NOT IN (SELECT plan_hash FROM plan_requesters WHERE requested_at >= ?) "
                "AND plan_hash NOT IN (SELECT plan_hash FROM deletion_plans WHERE as_of >= ?)",
                (before.isoformat(), before.isoformat()),
            )


def _no_plan(prefix: str | None, found: int) -> UsageError:
    if prefix is None:
        return UsageError(
            Text(zh="还没有删除计划", en="There is no deletion plan yet"),
            Text(zh="请先运行 quanyi erasure plan。", en="Run `quanyi erasure plan` first."),
        )
    if found:
        return UsageError(
            Text(zh=f"多份计划以 {prefix} 开头", en=f"Several plans begin with {prefix}"),
            Text(zh="请多写几位。", en="Give more of its hash."),
        )
    return UsageError(
        Text(zh=f"没有以 {prefix} 开头的计划", en=f"No plan begins with {prefix}"),
        Text(zh="quanyi erasure show 可列出最新的计划。", en="`quanyi erasure show` shows the newest."),
    )
