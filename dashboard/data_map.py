"""What the data map is drawn from: stores, what the scan found in them, how it read them, what changed."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from policy.text import Text

ChangeKind = Literal["appeared", "vanished", "retyped", "changed"]
ReadState = Literal["read", "unfinished", "not_permitted", "store_failed"]
DecisionStatus = Literal["in_force", "named", "no_finding", "column_gone", "table_gone", "not_read"]


@dataclass(frozen=True)
class StoreRow:
    """One store and its size in the catalog."""

    name: str
    kind: str  # "postgresql", "parquet", …
    tables: int
    columns: int
    rows: int


@dataclass(frozen=True)
class ScanSummary:
    """The scan whose verdicts are shown."""

    as_of: datetime
    recognizers: str  # version of the recognizers with their rules
    rules: str  # version of the rules and thresholds alone
    is_of_this_run: bool  # false: this run did not complete a scan
    compared_with: datetime | None = None  # as-of of the scan before; None: there was none


@dataclass(frozen=True)
class ChangeNote:
    """What became of a finding since the scan before, and why."""

    kind: ChangeKind
    what: Text
    why: Text


@dataclass(frozen=True)
class InventoryRow:
    """One kind of personal information found in one column (or JSON path)."""

    store: str
    table: str
    column: str
    path: str | None
    pii_type: str  # "PHONE_NUMBER"
    share: float  # cells with a finding / non-null cells, 0 to 1
    findings: int
    rows: int
    mentions: bool  # found inside longer text, rather than being the whole cell
    sensitivity: str  # grade of policy/pii.yaml
    shape: str | None  # masked example: "1**********"
    why: Text
    catalogued: bool
    owner: str | None = None
    protection: str | None = None
    legal_basis: str | None = None
    purpose: str | None = None
    kind: Text | None = None  # the name policy/pii.yaml gives the type; None: its code is shown
    confidence: float | None = None  # 0 to 1
    since: datetime | None = None  # every scan since this one has found it
    judged_by: str | None = None  # version of the recognizers
    decided_by: str | None = None  # the officer whose override named the kind
    stale_since: datetime | None = None  # not read this time: the verdict is that of this scan
    change: ChangeNote | None = None


@dataclass(frozen=True)
class VerdictChangeRow:
    """One change of verdicts since the scan before; of a vanished finding this is all that is left."""

    store: str
    table: str
    column: str
    path: str | None
    note: ChangeNote


@dataclass(frozen=True)
class CoverageRow:
    """How much of one table the scan read."""

    store: str
    table: str | None  # None: the store did not answer, so its tables are not known
    state: ReadState
    rows: int | None  # in the table, as the catalog counted
    rows_read: int | None
    rows_skipped: int | None
    method: Text | None = None  # how a change is recognised
    why: Text | None = None  # why rows were read, or why they were not
    read_at: datetime | None = None  # the last scan that accounted for every row
    read_fully_at: datetime | None = None  # the last scan that read every row; None: not known


@dataclass(frozen=True)
class DecisionRow:
    """An officer's word about one column, and whether a finding stands behind it."""

    store: str
    table: str
    column: str
    kind: Text | None  # None: not personal
    decided_by: str
    reason: Text
    status: DecisionStatus


@dataclass(frozen=True)
class CatalogChange:
    """One difference between the catalog of this run and that of the run before."""

    kind: Literal["table_added", "table_removed", "column_added", "column_removed", "column_retyped"]
    store: str
    table: str
    column: str | None = None
    before: str | None = None  # type before, for a retyped column
    after: str | None = None  # type now, for an added or retyped column
