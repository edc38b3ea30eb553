"""What the erasure page is drawn from: the newest deletion plan, and executions with their certificates."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from policy.text import Text

PlanStatus = Literal["waiting", "approved", "started", "executed", "nothing_due"]
ExecutionState = Literal["started", "done", "undone", "destroyed", "certified"]
ScanResult = Literal["clean", "found", "nothing_to_look_for"]


@dataclass(frozen=True)
class PlannedChange:
    """What one rule does to one table for one reason."""

    store: str
    table: str
    rule: str
    action: str  # "delete", the one treatment of all columns, or "change" where they differ
    columns: tuple[tuple[str, str], ...]  # column, treatment; empty: whole rows
    trigger: str | None  # None: references to deleted rows are cleared
    decided_by: str
    basis: Text
    clause: str | None
    subjects: int
    rows: int


@dataclass(frozen=True)
class PlannedStay:
    """Rows, or one column of them, that stay although their people are to be erased."""

    store: str
    table: str
    rule: str
    column: str | None  # None: whole rows
    decided_by: str
    basis: Text
    clause: str | None
    until: Text
    subjects: int | None  # None: people are counted for whole rows only
    rows: int


@dataclass(frozen=True)
class MentionRow:
    """Texts of one column that name people to be erased, in rows that stay."""

    store: str
    table: str
    column: str
    rule: str | None  # None: no rule speaks of the table
    action: Literal["redact", "report"]
    decided_by: str
    subjects: int
    cells: int


@dataclass(frozen=True)
class ExceptionRow:
    """An exception of policy."""

    id: str
    scope: tuple[str, ...]  # ids of rules
    columns: tuple[str, ...]  # empty: whole rows
    basis: Text
    clause: str | None
    until: date
    in_force: bool


@dataclass(frozen=True)
class ExampleRow:
    """Masked shapes of a column in rows on which the plan acts."""

    store: str
    table: str
    column: str
    shapes: tuple[str, ...]


@dataclass(frozen=True)
class CeilingRow:
    """More rows than this of a table refuse the execution. `planned` is what the plan counted."""

    store: str
    table: str
    planned: int
    rows: int


@dataclass(frozen=True)
class ApprovalRow:
    """An approval that has started no execution yet."""

    approver: str
    approved_at: datetime
    expires_at: datetime
    refused: Text | None = None  # why it cannot be used now


@dataclass(frozen=True)
class ErasurePlan:
    """The newest deletion plan."""

    plan_hash: str
    status: PlanStatus
    as_of: datetime
    is_of_this_run: bool
    waiting_since: datetime | None  # the first as-of that this same plan was made for
    requesters: tuple[str, ...]
    approvals: tuple[ApprovalRow, ...]
    subjects: int
    rows: int
    changes: tuple[PlannedChange, ...]
    stays: tuple[PlannedStay, ...]
    exceptions: tuple[ExceptionRow, ...]
    gaps: tuple[tuple[str, Text], ...]  # trigger that could not be judged, and why
    examples: tuple[ExampleRow, ...]
    ceilings: tuple[CeilingRow, ...]
    mentions: tuple[MentionRow, ...] = ()


@dataclass(frozen=True)
class RemnantRow:
    """A place where erased rows may remain, outside what was rewritten."""

    store: str
    place: str  # "wal", "backup", "replica reporting"
    until: datetime | None  # None: no time can be named
    text: Text


@dataclass(frozen=True)
class ResidualScan:
    """What the search for the erased people's identifiers came to."""

    result: ScanResult
    identifiers: int
    searched: tuple[tuple[str, int], ...]  # place, tables or files
    found: tuple[tuple[str, str, str, int], ...]  # place, table or file, column, rows


@dataclass(frozen=True)
class CertificateRow:
    """One certificate. `head` is the ledger's that sealed it; empty while that is still to be done."""

    kind: Literal["interim", "final"]
    head: str
    subjects: int
    remains: tuple[RemnantRow, ...]
    key_destroyed_at: datetime | None = None  # of a final one
    scan: ResidualScan | None = None  # of a final one


@dataclass(frozen=True)
class RuleRows:
    """Rows that one rule has deleted or changed in one table."""

    store: str
    table: str
    rule: str
    action: str
    rows: int


@dataclass(frozen=True)
class FinishRow:
    """How the freed space of one store was dealt with. `dead_rows` None: the server does not tell."""

    store: str
    method: str
    dead_rows: int | None


@dataclass(frozen=True)
class ExecutionRow:
    """One execution."""

    id: str
    plan_hash: str
    state: ExecutionState
    started_at: datetime
    ended_at: datetime | None
    recoverable_until: datetime
    can_be_undone: bool
    approver: str
    rules: tuple[RuleRows, ...]
    skipped: tuple[tuple[str, int], ...]  # reason, people; most people first
    missing: int  # rows that vanished outside the execution
    explained: int  # of those, rows that somebody has explained
    finished: tuple[FinishRow, ...]
    certificates: tuple[CertificateRow, ...]


@dataclass(frozen=True)
class ErasurePage:
    """`executions` newest first; `more` older ones are not listed."""

    plan: ErasurePlan | None = None  # None: no plan was ever made
    executions: tuple[ExecutionRow, ...] = ()
    more: int = 0
