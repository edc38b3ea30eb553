"""What the pages are drawn from: plain frozen values, filled by the caller from the published tables.

Nothing here may hold a raw personal value or a keyed identifier: only counts, masked shapes, names of
tables and columns, and sentences. All times are naive local time (Asia/Shanghai).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from dashboard.data_map import (
    CatalogChange,
    ChangeNote,
    CoverageRow,
    DecisionRow,
    InventoryRow,
    ScanSummary,
    StoreRow,
    VerdictChangeRow,
)
from dashboard.day import Expiry, ExpiryState, OfficerDay, WaiverNote
from dashboard.drivers import Breakdown, Drivers, Part
from dashboard.erasure import ErasurePage
from dashboard.figures import (
    SUPPRESSED,
    WITHHELD,
    Board,
    Cell,
    Column,
    Figure,
    Hidden,
    KpiCard,
    KpiDefinition,
    Mark,
    Unit,
    Value,
)
from dashboard.report import CheckRecord, DayOutcome, EvidenceRef
from policy.text import Text

__all__ = [
    "SUPPRESSED",
    "WITHHELD",
    "Board",
    "Breakdown",
    "CatalogChange",
    "Cell",
    "ChangeNote",
    "CheckRecord",
    "CheckRow",
    "ClauseRef",
    "ClauseRow",
    "ClauseStatus",
    "Column",
    "ContractRow",
    "CoverageRow",
    "DayOutcome",
    "DecisionRow",
    "DocumentCoverage",
    "Drivers",
    "ErasurePage",
    "EvidenceRef",
    "Expiry",
    "ExpiryState",
    "Figure",
    "Hidden",
    "InventoryRow",
    "KpiCard",
    "KpiDefinition",
    "Mark",
    "OfficerDay",
    "Outcome",
    "PageData",
    "Part",
    "ReasonCount",
    "ReleaseRow",
    "ScanSummary",
    "StoreRow",
    "Threshold",
    "Unit",
    "Value",
    "VerdictChangeRow",
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
    highest_risk: float | None = None  # of being found by who knows the quasi-identifiers, 0 to 1
    expires_at: datetime | None = None


@dataclass(frozen=True)
class ContractRow:
    """Whether one entity is what its contract asks (types, keys, enumerations, freshness)."""

    entity: str
    grain: Text  # what one row means
    origin: Literal["store", "policy", "own"]
    outcome: Outcome  # gap: not mapped, or stale
    rows: int | None
    problems: tuple[Text, ...] = ()


# --- all pages ----------------------------------------------------------------------------------------

DEMONSTRATION = Text(zh="演示数据，均为虚构。", en="Demonstration data; all of it is made up.")


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
    records: tuple[CheckRecord, ...] = ()
    worklists: tuple[Worklist, ...] = ()
    erasure: ErasurePage = field(default_factory=ErasurePage)
    releases: tuple[ReleaseRow, ...] = ()
    contracts: tuple[ContractRow, ...] = ()
    kpis: tuple[KpiCard, ...] = ()
    figures: tuple[Figure, ...] = ()
    drivers: tuple[Drivers, ...] = ()
    definitions: tuple[KpiDefinition, ...] = ()
    stores: tuple[StoreRow, ...] = ()
    scan: ScanSummary | None = None  # None: nothing was scanned yet
    inventory: tuple[InventoryRow, ...] = ()
    verdict_changes: tuple[VerdictChangeRow, ...] | None = None  # None: there was no scan before
    coverage: tuple[CoverageRow, ...] = ()
    decisions: tuple[DecisionRow, ...] = ()
    catalog_changes: tuple[CatalogChange, ...] | None = None  # None: there was no run before
    notes: tuple[Text, ...] = ()  # shown on every page, e.g. "demonstration data"
