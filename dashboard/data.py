"""What the pages are drawn from: plain frozen values, filled by the caller from the published tables.

Nothing here may hold a raw personal value or a keyed identifier: only counts, masked shapes, names of
tables and columns, and sentences. All times are naive local time (Asia/Shanghai).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from dashboard.day import Expiry, ExpiryState, OfficerDay, WaiverNote
from dashboard.figures import (
    SUPPRESSED,
    WITHHELD,
    Cell,
    Column,
    Figure,
    Hidden,
    KpiCard,
    Mark,
    Unit,
    Value,
)
from policy.text import Text

__all__ = [
    "SUPPRESSED",
    "WITHHELD",
    "CatalogChange",
    "Cell",
    "CheckRow",
    "ClauseRef",
    "ClauseRow",
    "ClauseStatus",
    "Column",
    "ContractRow",
    "DocumentCoverage",
    "Expiry",
    "ExpiryState",
    "Figure",
    "Hidden",
    "InventoryRow",
    "KpiCard",
    "Mark",
    "OfficerDay",
    "Outcome",
    "PageData",
    "PlanLine",
    "PlanSummary",
    "ReasonCount",
    "ReleaseRow",
    "StoreRow",
    "Threshold",
    "Unit",
    "Value",
    "WaiverNote",
    "Worklist",
    "WorklistStage",
]

Outcome = Literal["violation", "gap", "pass"]
ClauseStatus = Literal["verified", "violated", "gap", "not_built", "attested", "out_of_scope"]


# --- officer page -------------------------------------------------------------------------------------


@dataclass(frozen=True)
class ClauseRef:
    """A clause that a check serves."""

    id: str  # "network-platform/9.3"
    document: Text  # title of the document
    article: str  # "第九条" as the document numbers it


@dataclass(frozen=True)
class Threshold:
    """How many breaches a check tolerates, and who says so."""

    kind: Literal["count", "rate"]
    max_breach: float  # a count, or a share of the population from 0 to 1
    source: Literal["seed", "law", "ours"]  # the policy document itself, a statute, or our own reading
    note: Text


@dataclass(frozen=True)
class ReasonCount:
    """One reason code of a check and how many subjects breach for it."""

    label: Text
    count: int


@dataclass(frozen=True)
class CheckRow:
    """The outcome of one check in this run."""

    id: str  # "dsr.dsr_access_rectify_erase"
    title: Text
    statement: Text  # the duty in our own words
    outcome: Outcome
    population: int | None  # subjects judged; None when the population could not be read
    breaches: int | None  # subjects in breach; None as above
    threshold: Threshold
    severity: Literal["high", "medium", "low"]
    owner: Text
    clauses: tuple[ClauseRef, ...]
    remedy: Text  # what the company should do
    reasons: tuple[ReasonCount, ...] = ()  # largest first
    missing: Text | None = None  # for a gap: what is missing for a judgement
    previous: Outcome | None = None  # on the newest earlier day that judged it; None: there was none
    previous_day: date | None = None  # that day
    waiver: WaiverNote | None = None  # of a violation, while it is in force


@dataclass(frozen=True)
class ClauseRow:
    """One clause of a document and how it is answered."""

    id: str
    article: str
    statement: Text
    status: ClauseStatus
    checks: tuple[str, ...] = ()  # ids of the checks that serve it, built or not
    reason: Text | None = None  # why it is out of scope, a gap, or attested by which evidence


@dataclass(frozen=True)
class DocumentCoverage:
    """One policy document with all its clauses, in the order of the document."""

    id: str
    title: Text
    sector: str
    clauses: tuple[ClauseRow, ...]


@dataclass(frozen=True)
class WorklistStage:
    """One step of a worklist and how many cases wait there."""

    label: Text  # "freeze due"
    waiting: int
    overdue: int  # of those waiting, past their date
    earliest_due: datetime | None = None


@dataclass(frozen=True)
class Worklist:
    """Cases that the business has to act on, by stage; counts only."""

    title: Text
    note: Text
    stages: tuple[WorklistStage, ...]


@dataclass(frozen=True)
class PlanLine:
    """What the deletion plan does to one table on one deciding basis."""

    store: str
    table: str
    action: Literal["delete", "clear", "pseudonymise", "keep"]
    columns: tuple[str, ...]  # empty: whole rows
    subjects: int
    rows: int
    basis: Text  # the deciding clause, hold or statute


@dataclass(frozen=True)
class PlanSummary:
    """The current deletion plan."""

    plan_hash: str
    status: Literal["waiting", "approved", "executed", "superseded", "nothing_due"]
    built_at: datetime
    subjects: int  # distinct people whose data is due
    held: int  # distinct people kept back by a legal hold
    lines: tuple[PlanLine, ...]
    waiting_since: datetime | None = None  # the first as-of that this same plan was made for


@dataclass(frozen=True)
class ReleaseRow:
    """What the release gate said about one dataset."""

    name: str
    title: Text
    status: Literal["published", "refused"]
    label: Literal["anonymised", "de_identified"]
    k_required: int
    k_reached: int | None
    l_reached: int | None
    subjects: int
    suppressed: int
    information_loss: float | None  # normalised certainty penalty, 0 (none) to 1 (all)
    released_at: datetime
    reasons: tuple[Text, ...] = ()  # why it was refused


@dataclass(frozen=True)
class ContractRow:
    """Whether one entity is what its contract asks (types, keys, enumerations, freshness)."""

    entity: str
    grain: Text  # what one row means
    origin: Literal["store", "policy", "own"]
    outcome: Outcome  # gap: not mapped, or stale
    rows: int | None
    problems: tuple[Text, ...] = ()


# --- data map -----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class StoreRow:
    """One store and its size in the catalog."""

    name: str
    kind: str  # "postgresql", "parquet", …
    tables: int
    columns: int
    rows: int


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


@dataclass(frozen=True)
class CatalogChange:
    """One difference between the catalog of this run and that of the run before."""

    kind: Literal["table_added", "table_removed", "column_added", "column_removed", "column_retyped"]
    store: str
    table: str
    column: str | None = None
    before: str | None = None  # type before, for a retyped column
    after: str | None = None  # type now, for an added or retyped column


# --- all pages ----------------------------------------------------------------------------------------


@dataclass(frozen=True)
class PageData:
    """Everything the pages show, of one run."""

    organisation: Text
    as_of: datetime  # the moment the run judges by
    run_id: str
    policy_hash: str
    generated_at: datetime
    day: OfficerDay = field(default_factory=OfficerDay)
    checks: tuple[CheckRow, ...] = ()
    documents: tuple[DocumentCoverage, ...] = ()
    worklists: tuple[Worklist, ...] = ()
    plan: PlanSummary | None = None  # None when no plan could be made
    releases: tuple[ReleaseRow, ...] = ()
    contracts: tuple[ContractRow, ...] = ()
    kpis: tuple[KpiCard, ...] = ()
    figures: tuple[Figure, ...] = ()
    stores: tuple[StoreRow, ...] = ()
    inventory: tuple[InventoryRow, ...] = ()
    catalog_changes: tuple[CatalogChange, ...] | None = None  # None: there was no run before
    notes: tuple[Text, ...] = ()  # shown on every page, e.g. "demonstration data"
