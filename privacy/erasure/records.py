"""What is known of an execution: plain values that `ErasureState` keeps and gives."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from privacy.erasure.errors import TableName

State = Literal["started", "done", "undone", "destroyed", "certified"]


@dataclass(frozen=True)
class Order:
    """All that an execution is bound to."""

    execution_id: str
    plan_hash: str
    ceilings: Mapping[TableName, int]
    recoverable_until: datetime


@dataclass(frozen=True)
class Execution:
    order: Order
    state: State
    started_at: datetime
    ended_at: datetime | None
    explained_rows: int


@dataclass(frozen=True)
class NewBatch:
    store: str
    table: str
    expected: int


@dataclass(frozen=True)
class BatchResult:
    """`rules`: rows acted on by (rule_id, action)."""

    rules: Mapping[tuple[str, str], int]
    missing: int = 0
    superseded: int = 0
    change_seconds: float = 0.0
    log_seconds: float = 0.0

    @property
    def acted(self) -> int:
        return sum(self.rules.values())


@dataclass(frozen=True)
class TableCount:
    """Rows of one table over all batches: expected = acted + missing + superseded."""

    store: str
    table: str
    expected: int
    acted: int
    missing: int
    superseded: int


@dataclass(frozen=True)
class RuleCount:
    store: str
    table: str
    rule_id: str
    action: str
    rows: int


@dataclass(frozen=True)
class Undoing:
    """`next_frame`: the newest frame that is not undone yet is the one before it."""

    next_frame: int
    restored: int
    present: int
    conflicts: int
    twins: int | None
