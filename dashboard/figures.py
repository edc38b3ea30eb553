"""Numbers on the pages: headline figures, tables, and what of them is drawn."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from policy.text import Text

Unit = Literal["text", "month", "time", "count", "share", "hours", "days", "score", "money"]
Mark = Literal["bar", "line", "heat"]
Board = Literal["complaints", "service"]  # the page that a figure stands on


@dataclass(frozen=True)
class Hidden:
    """A number that exists and is not shown.

    `suppressed` is a count below `below` (shown "<5"); `withheld` is a statistic of fewer than `below`
    answers (shown "n<30").
    """

    kind: Literal["suppressed", "withheld"]
    below: int


SUPPRESSED = Hidden("suppressed", 5)
WITHHELD = Hidden("withheld", 30)

Value = int | float | Hidden | None
Cell = str | Text | datetime | int | float | Hidden | None


def _refuse_odd_values(where: str, values: Iterable[object]) -> None:
    """Raise ValueError for what would be drawn as a hole or as "nan": Decimal, numpy numbers, NaN."""
    for value in values:
        if not isinstance(value, Cell) or (isinstance(value, float) and not math.isfinite(value)):
            raise ValueError(
                f"{where}: {type(value).__name__} cannot be shown; give int, float, Hidden or None"
            )


@dataclass(frozen=True)
class KpiCard:
    """One headline figure of the latest full month, and its months before."""

    id: str
    title: Text
    definition: Text
    unit: Unit
    better: Literal["up", "down"]
    owner: Text
    value: Value  # shares from 0 to 1; None when there was nothing to measure
    period: str  # "2026-02"
    target: float | None = None
    history: tuple[tuple[str, Value], ...] = ()  # (period, value), oldest first, ending with this one
    board: Board = "complaints"

    def __post_init__(self) -> None:
        _refuse_odd_values(f"KPI {self.id}", [self.value, *(value for _, value in self.history)])

    @property
    def met(self) -> bool | None:
        """Whether the target is met (reaching it exactly counts); None when that cannot be said."""
        if self.target is None or not isinstance(self.value, int | float):
            return None
        return self.value >= self.target if self.better == "up" else self.value <= self.target

    @property
    def previous(self) -> tuple[str, Value] | None:
        """The period before and its value; None when there is none."""
        return self.history[-2] if len(self.history) >= 2 else None


@dataclass(frozen=True)
class KpiDefinition:
    """What a figure means, as policy defines it, whether or not it could be computed."""

    id: str
    title: Text
    definition: Text
    unit: Unit
    better: Literal["up", "down"]
    owner: Text
    target: float | None
    source: Literal["seed", "law", "ours"]  # who set the target
    table: str  # of the published tables
    column: str
    board: Board = "complaints"


@dataclass(frozen=True)
class Column:
    """One column of a figure's table; a mark puts it into the chart, or shades its cells (`heat`)."""

    label: Text
    unit: Unit
    mark: Mark | None = None


@dataclass(frozen=True)
class Figure:
    """A table, with a chart beside it when columns carry a `bar` or `line` mark.

    The first column is the horizontal axis (unit `month`: "2026-02", oldest row first). All columns with
    a bar or line mark have one unit; their number cells may be Hidden or None (a hole in the chart).
    """

    id: str  # short, unique, ASCII: names the CSV file and the anchor
    title: Text
    note: Text  # how to read it: what is counted, over which period
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    target: float | None = None  # a dashed line in the chart
    board: Board = "complaints"

    def __post_init__(self) -> None:
        if any(len(row) != len(self.columns) for row in self.rows):
            raise ValueError(f"figure {self.id}: a row has not one cell for each column")
        _refuse_odd_values(f"figure {self.id}", [cell for row in self.rows for cell in row])
