"""The report of one document, for a regulator: how each clause is checked, since when, and what backs it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from policy.text import Text

Outcome = Literal["violation", "gap", "pass"]
ItemState = Literal["valid", "expiring", "expired", "missing", "altered", "undated"]
OUTCOMES: tuple[Outcome, ...] = ("pass", "violation", "gap")


@dataclass(frozen=True)
class DayOutcome:
    """The last outcome of a check on one day; None: it was not judged on that day."""

    day: date
    outcome: Outcome | None


@dataclass(frozen=True)
class EvidenceRef:
    """A document on file that backs a check."""

    id: str
    title: Text
    owner: str
    state: ItemState
    approved_at: date | None
    holds_until: date | None
    sha256: str | None


@dataclass(frozen=True)
class CheckRecord:
    """What a report says of a check beyond its outcome of today.

    Attributes:
        rule: what a check that is still to be built will judge; None for one that exists.
        breach_when: the faults that put a subject in breach.
        sources: names of the entities it reads.
        days: the last days up to and including today, oldest first.
        evidence: documents of the kinds that this check asks for.
    """

    id: str
    title: Text
    rule: Text | None = None
    breach_when: tuple[Text, ...] = ()
    sources: tuple[str, ...] = ()
    days: tuple[DayOutcome, ...] = ()
    evidence: tuple[EvidenceRef, ...] = ()


def day_counts(days: Iterable[DayOutcome]) -> list[tuple[Outcome, int]]:
    """On how many of these days each outcome was found, without the outcomes that were not."""
    counts = Counter(day.outcome for day in days)
    return [(outcome, counts[outcome]) for outcome in OUTCOMES if counts[outcome]]


def judged(days: Iterable[DayOutcome]) -> list[DayOutcome]:
    """Only the days on which the check was judged."""
    return [day for day in days if day.outcome is not None]
