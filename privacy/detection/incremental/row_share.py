"""What one row adds to the tally of a column, written as a text that equal rows share."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache

from privacy.detection.tally import EntityTally, GroupTally

Key = tuple[str | int, ...]
"""(counter,) or (counter, item) of a `GroupTally`; with the entity type in front, of an `EntityTally`."""
Share = Mapping[Key, int]
"""How much the cells of a row add to each counter: counts, lengths and masked shapes, no value."""

# Scores are added as whole numbers, whose sums do not depend on the order of the rows.
SCORE_UNITS = 1_000_000
# A number without the digits to name somebody, and one with a fraction: what `RowTotals` judges a column by.
SMALL, FRACTION = ("small",), ("fraction",)
# The text of a cell that is a number with a fraction.
FRACTION_TEXT = "[]"

_GROUP_FIELDS = {field.name for field in fields(GroupTally)} - {"header", "entities"}


@dataclass(frozen=True)
class FindingKind:
    """What a tally needs to know of a finding; `score` in `SCORE_UNITS`."""

    entity_type: str
    shape: str
    score: int
    is_whole: bool
    is_unsure: bool
    is_certain: bool


@dataclass(frozen=True)
class CellKind:
    """What a tally needs to know of a cell.

    Attributes:
        form: of `cell_forms`; None where it has none.
        is_bare: the findings are those without the header, and count for nothing else.
    """

    length: int
    is_number: bool
    is_small: bool
    form: int | None
    is_bare: bool
    findings: tuple[FindingKind, ...]

    def to_text(self) -> str:
        flags = self.is_number + 2 * self.is_small + 4 * self.is_bare
        findings = [
            [
                kind.entity_type,
                kind.shape,
                kind.score,
                kind.is_whole + 2 * kind.is_unsure + 4 * kind.is_certain,
            ]
            for kind in self.findings
        ]
        return json.dumps(
            [self.length, flags, self.form, findings], ensure_ascii=False, separators=(",", ":")
        )

    @staticmethod
    def from_text(text: str) -> "CellKind":
        length, flags, form, findings = json.loads(text)
        return CellKind(
            length, bool(flags & 1), bool(flags & 2), form, bool(flags & 4),
            tuple(
                FindingKind(name, shape, score, bool(marks & 1), bool(marks & 2), bool(marks & 4))
                for name, shape, score, marks in findings
            ),
        )  # fmt: skip

    def share(self) -> Share:
        return self._bare_share() if self.is_bare else self._share()

    def _bare_share(self) -> Share:
        if self.form is None:
            return {}
        types = {kind.entity_type for kind in self.findings if kind.is_whole and not kind.is_unsure}
        return {("unprompted", self.form): 1} | {(name, "unprompted", self.form): 1 for name in types}

    def _share(self) -> Share:
        """A cell counts once a type, each finding by itself."""
        total: dict[Key, int] = {("cells",): 1, ("characters",): self.length}
        total |= {("number_cells",): 1} if self.is_number else {}
        total |= {SMALL: 1} if self.is_small else {}
        total |= {} if self.form is None else {("forms", self.form): 1}
        for kind in self.findings:
            name = kind.entity_type
            total[name, "cells"] = 1
            if kind.is_whole:
                total[name, "whole_cells"] = 1
                total |= {(name, "number_cells"): 1} if self.is_number else {}
                total |= {} if self.form is None else {(name, "forms", self.form): 1}
            total |= {(name, "unsure"): 1} if kind.is_unsure else {}
            total |= {(name, "certain"): 1} if kind.is_certain else {}
            for key, number in (
                ((name, "findings"), 1),
                ((name, "score_sum"), kind.score),
                ((name, "shapes", kind.shape), 1),
            ):
                total[key] = total.get(key, 0) + number
        return total


def joined(texts: Iterable[str]) -> str:
    """The text of a row with several cells."""
    return "\n".join(sorted(part for text in texts for part in text.split("\n")))


@lru_cache(maxsize=50_000)
def share_of(text: str) -> Share:
    """What a row whose class has this text adds."""
    parts = text.split("\n")
    return added(
        {FRACTION: 1} if part == FRACTION_TEXT else CellKind.from_text(part).share() for part in parts
    )


def added(shares: Iterable[Share]) -> dict[Key, int]:
    total: dict[Key, int] = {}
    for share in shares:
        for key, number in share.items():
            total[key] = total.get(key, 0) + number
    return total


def group_tally(header: str, total: Share) -> GroupTally:
    """The tally that all the rows add up to; of equally common shapes the first in the alphabet leads."""
    group = GroupTally(header)
    for key, number in sorted(total.items(), key=lambda pair: (-pair[1], tuple(map(str, pair[0])))):
        if key[0] in _GROUP_FIELDS:
            _add(group, key, number)
        elif key not in (SMALL, FRACTION):
            _add(group.entities.setdefault(str(key[0]), EntityTally()), key[1:], number)
    group.entities = dict(sorted(group.entities.items()))
    return group


def _add(tally: GroupTally | EntityTally, key: Key, number: int) -> None:
    name = str(key[0])
    if len(key) > 1:
        getattr(tally, name)[key[1]] += number
    else:
        setattr(tally, name, number / SCORE_UNITS if name == "score_sum" else number)
