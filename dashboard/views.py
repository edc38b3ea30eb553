"""What the templates need beyond the data itself: groups, orders, totals, trends. Pure functions."""

import base64
import csv
import io
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from dashboard.data import (
    CheckRow,
    ClauseStatus,
    DocumentCoverage,
    Figure,
    Hidden,
    InventoryRow,
    KpiCard,
    Outcome,
    PageData,
    StoreRow,
    Unit,
)
from dashboard.erasure import ErasurePage, ErasurePlan, PlannedStay
from dashboard.wording import Wording

OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)  # worst first
STATUSES: tuple[ClauseStatus, ...] = ("violated", "gap", "verified", "attested", "not_built", "out_of_scope")
SEVERITIES = ("high", "medium", "low")
SHOWS = (
    "uncatalogued",
    "is-changed",
    "is-stale",
    "is-decided",
)  # classes of a finding that one can filter by
GRADES = ("high", "medium", "low")


def anchor(identifier: str) -> str:
    """A fragment name for a check or table id; the same id always gives the same name."""
    return re.sub(r"[^A-Za-z0-9_-]", "-", identifier)


# --- checks and clauses -------------------------------------------------------------------------------


def by_outcome(checks: Iterable[CheckRow]) -> dict[Outcome, list[CheckRow]]:
    """Violations, then gaps, then passes; in each the gravest first, then by share of breaches."""
    groups: dict[Outcome, list[CheckRow]] = {outcome: [] for outcome in OUTCOMES}
    for check in sorted(checks, key=_gravity):
        groups[check.outcome].append(check)
    return groups


def _gravity(check: CheckRow) -> tuple[int, float, str]:
    return SEVERITIES.index(check.severity), -(breach_share(check) or 0.0), check.id


def breach_share(check: CheckRow) -> float | None:
    """Breaches / population; None when there is no population."""
    if not check.population or check.breaches is None:
        return None
    return check.breaches / check.population


def changed(checks: Iterable[CheckRow]) -> list[CheckRow]:
    """Checks judged otherwise than on an earlier day; what got worse first, then the gravest."""
    moved = [check for check in checks if check.previous not in (None, check.outcome)]
    return sorted(moved, key=lambda check: (OUTCOMES.index(check.outcome), _gravity(check)))


def waived(checks: Iterable[CheckRow]) -> int:
    """How many of these violations somebody answers for."""
    return sum(check.waiver is not None for check in checks)


def held(plan: ErasurePlan) -> int:
    """People kept back by a legal hold; the largest number of any table, since people recur in tables."""
    return max((stay.subjects or 0 for stay in plan.stays if stay.decided_by == "legal_hold"), default=0)


def waits(page: ErasurePage) -> bool:
    """Whether an approver has something to decide."""
    return page.plan is not None and page.plan.status == "waiting"


def in_rows(stays: Iterable[PlannedStay]) -> int:
    """Rows that stay as a whole; single columns that stay are not counted."""
    return sum(stay.rows for stay in stays if stay.column is None)


def status_counts(documents: Iterable[DocumentCoverage]) -> list[tuple[ClauseStatus, int]]:
    """How many clauses have each status, in a fixed order, without the statuses that do not occur."""
    counts = Counter(clause.status for document in documents for clause in document.clauses)
    return [(status, counts[status]) for status in STATUSES if counts[status]]


# --- KPIs ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Trend:
    """The change against the period before: the words, and what it means given the better direction."""

    text: str
    period: str  # the one compared with
    meaning: Literal["better", "worse", "same", "unknown"]
    direction: Literal["up", "down", "flat"]


def trend(card: KpiCard, wording: Wording) -> Trend:
    period, before = card.previous or ("", None)
    now = card.value
    if not isinstance(now, int | float) or not isinstance(before, int | float):
        return Trend("", period, "unknown", "flat")
    text = wording.difference(now, before, card.unit)
    if not text:
        return Trend("", period, "same", "flat")
    direction: Literal["up", "down"] = "up" if text.startswith("+") else "down"
    return Trend(text, period, "better" if direction == card.better else "worse", direction)


def moved(cards: Iterable[KpiCard], wording: Wording) -> dict[str, list[tuple[KpiCard, Trend]]]:
    """Figures that got worse and that got better; in each, those that missed their target first."""
    found: dict[str, list[tuple[KpiCard, Trend]]] = {"worse": [], "better": []}
    for card in sorted(cards, key=lambda card: card.met is not False):
        change = trend(card, wording)
        if change.meaning in found:
            found[change.meaning].append((card, change))
    return found


@dataclass(frozen=True)
class Spark:
    """A small line in a box of 100 × 28 units; runs are split where a value is missing or hidden."""

    runs: tuple[str, ...]  # SVG point lists
    end: tuple[float, float] | None  # the latest value
    target: float | None  # height of the target line


def spark(card: KpiCard) -> Spark | None:
    """The history as a line; None with fewer than two numbers."""
    values = [value for _, value in card.history]
    numbers = [float(value) for value in values if isinstance(value, int | float)]
    if len(numbers) < 2:
        return None
    marks = numbers if card.target is None else [*numbers, card.target]
    low, span = min(marks), (max(marks) - min(marks)) or 1.0

    def height(value: float) -> float:
        return round(25 - (value - low) / span * 22, 2)

    runs: list[list[str]] = [[]]
    end = None
    for index, value in enumerate(values):
        if not isinstance(value, int | float):
            runs.append([])
            continue
        end = (round(2 + index * 94 / (len(values) - 1), 2), height(float(value)))
        runs[-1].append(f"{end[0]},{end[1]}")
    target = None if card.target is None else height(card.target)
    return Spark(tuple(" ".join(run) for run in runs if len(run) > 1), end, target)


def target_counts(cards: Iterable[KpiCard]) -> tuple[int, int, int]:
    """Targets met, missed, not judged."""
    verdicts = [card.met for card in cards]
    return verdicts.count(True), verdicts.count(False), verdicts.count(None)


# --- figures ------------------------------------------------------------------------------------------


def rows_for_table(figure: Figure) -> Sequence[tuple[object, ...]]:
    """The latest month first, as a reader looks for it; other tables in the order given."""
    return figure.rows[::-1] if figure.columns[0].unit == "month" else figure.rows


def hidden_kinds(figure: Figure) -> list[Hidden]:
    """The kinds of hidden cells in the table, for the note below it."""
    found = {cell for row in figure.rows for cell in row if isinstance(cell, Hidden)}
    return sorted(found, key=lambda hidden: (hidden.kind, hidden.below))


def heat(figure: Figure, column: int, cell: object) -> int:
    """How dark to shade a cell, 0 to 100 per cent of the largest number among the shaded columns."""
    shaded = [i for i, other in enumerate(figure.columns) if other.mark == "heat"]
    numbers = [row[i] for row in figure.rows for i in shaded]
    largest = max((float(n) for n in numbers if isinstance(n, int | float)), default=0.0)
    if column not in shaded or not isinstance(cell, int | float) or largest <= 0:
        return 0
    return round(float(cell) / largest * 100)


def csv_uri(figure: Figure, wording: Wording) -> str:
    """The table as a `data:` link: UTF-8 with a byte order mark, as spreadsheets need it for Chinese."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    writer.writerow([_header(wording.text(column.label), column.unit, wording) for column in figure.columns])
    for row in figure.rows:
        writer.writerow([_csv_cell(cell, wording) for cell in row])
    encoded = base64.b64encode(buffer.getvalue().encode("utf-8-sig")).decode("ascii")
    return f"data:text/csv;charset=utf-8;base64,{encoded}"


def _header(label: str, unit: Unit, wording: Wording) -> str:
    suffix = wording.unit(unit)
    return f"{label} ({suffix})" if suffix else label


def _csv_cell(cell: object, wording: Wording) -> object:
    """Numbers in full; text that a spreadsheet would take for a formula is quoted."""
    if isinstance(cell, int | float):
        return cell
    text = "" if cell is None else wording.cell(cell, "text")
    return f"'{text}" if text[:1] in "=+-@\t" and text else text


# --- data map -----------------------------------------------------------------------------------------


def by_store_and_table(inventory: Iterable[InventoryRow]) -> dict[str, dict[str, list[InventoryRow]]]:
    """store → table → rows; within a table by column, then path and kind."""
    tree: dict[str, dict[str, list[InventoryRow]]] = {}
    for row in sorted(inventory, key=lambda r: (r.store, r.table, r.column, r.path or "", r.pii_type)):
        tree.setdefault(row.store, {}).setdefault(row.table, []).append(row)
    return tree


def finding_classes(row: InventoryRow) -> str:
    """What the filters of the page go by."""
    classes = ["catalogued" if row.catalogued else "uncatalogued", f"of-{row.sensitivity}"]
    classes += ["is-changed"] if row.change else []
    classes += ["is-stale"] if row.stale_since else []
    classes += ["is-decided"] if row.decided_by else []
    return " ".join(classes)


def shown_as(inventory: Iterable[InventoryRow], show: str) -> int:
    """How many findings a filter shows."""
    return sum(show in finding_classes(row).split() for row in inventory)


def kinds(inventory: Iterable[InventoryRow]) -> list[tuple[InventoryRow, int, int]]:
    """(a row of the kind, columns it is found in, of those not catalogued), most columns first."""
    rows: dict[str, list[InventoryRow]] = {}
    for row in inventory:
        rows.setdefault(row.pii_type, []).append(row)
    counted = [(same[0], len(same), sum(not row.catalogued for row in same)) for same in rows.values()]
    return sorted(counted, key=lambda entry: (-entry[1], entry[0].pii_type))


def stores_shown(data: PageData) -> list[tuple[str, StoreRow | None]]:
    """Every store by name: those listed, then those that only findings name, so that none goes unseen."""
    listed = {store.name: store for store in data.stores}
    others = sorted({row.store for row in data.inventory} - set(listed))
    return [*listed.items(), *((name, None) for name in others)]
