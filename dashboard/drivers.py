"""Why a count changed: what each channel or category added to the change against the month before."""

from dataclasses import dataclass
from typing import Literal

from dashboard.figures import Hidden
from policy.text import Text

Dimension = Literal["channel", "category"]


@dataclass(frozen=True)
class Part:
    """One channel or category; a part too small to be shown is not among the parts."""

    label: Text
    before: int | None  # None: hidden or absent in the month before
    now: int | None

    @property
    def change(self) -> int | None:
        """What it added to the change; None when one of the two counts cannot be shown."""
        return None if self.now is None or self.before is None else self.now - self.before


@dataclass(frozen=True)
class Breakdown:
    """The parts of a count by one dimension, and the rest that is never broken down."""

    dimension: Dimension
    parts: tuple[Part, ...]
    rest_before: int  # reports of misconduct, and cells of few people
    rest_now: int

    @property
    def ranked(self) -> tuple[Part, ...]:
        """The largest contribution in either direction first; those of unknown change last."""
        return tuple(sorted(self.parts, key=lambda part: (-abs(part.change or 0), -(part.now or 0))))

    @property
    def largest(self) -> Part | None:
        """Where most of the latest month's cases are; None when nothing is shown, or nothing happened."""
        known = [part for part in self.parts if part.now]
        return max(known, key=lambda part: part.now or 0, default=None)

    @property
    def widest(self) -> int:
        """The largest change of a part, for the scale of the bars; at least 1."""
        return max([1, *(abs(part.change or 0) for part in self.parts)])


@dataclass(frozen=True)
class Drivers:
    """One count of the latest full month against the month before. Lower is better in all of them."""

    id: str  # "first_response_breaches"
    title: Text
    period: str  # "2026-02"
    previous: str
    before: int
    now: int
    breakdowns: tuple[Breakdown, ...]
    hidden: Hidden  # below how many people a part is not shown

    @property
    def change(self) -> int:
        return self.now - self.before
