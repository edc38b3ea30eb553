"""A table's tally as sums of what its rows contribute, from which a row can be taken away again."""

from collections import Counter
from collections.abc import Callable
from typing import Any

import numpy as np

from privacy.detection.incremental.row_classes import GroupCodes, Place
from privacy.detection.incremental.row_share import FRACTION, SMALL, Key, group_tally, share_of
from privacy.detection.tally import ColumnTally, GroupTally

# JSON paths a column may have; a map with data for keys has more, and they would fill the memory.
PATHS = 500


class TooManyPaths(Exception):
    """A JSON column has more paths than can be followed row by row."""


class RowTotals:
    """Sums over rows; whole numbers only, so that the order of additions and subtractions does not matter."""

    def __init__(self) -> None:
        self.rows = 0
        self._headers: dict[Place, str] = {}
        self._sums: dict[Place, dict[Key, int]] = {}

    def add(self, rows: int, groups: list[GroupCodes]) -> None:
        """Add the rows of a batch; raises TooManyPaths."""
        self.rows += rows
        for group in groups:
            self._headers[group.place] = group.header
            times = np.bincount(group.codes, minlength=len(group.classes)).tolist()
            pairs = zip(group.classes[1:], times[1:], strict=True)
            self._change(group.place, {text: number for text, number in pairs if number})
        paths = Counter(column for column, _ in self._sums)
        if paths and max(paths.values()) > PATHS:
            raise TooManyPaths

    def subtract(self, place: Place, times: dict[str, int]) -> None:
        """Take away so many rows of each class."""
        self._change(place, {text: -number for text, number in times.items()})

    def _change(self, place: Place, times: dict[str, int]) -> None:
        sums = self._sums.setdefault(place, {})
        for text, factor in times.items():
            for key, value in share_of(text).items():
                total = sums.get(key, 0) + factor * value
                if total:
                    sums[key] = total
                else:
                    sums.pop(key, None)
        if not sums:
            del self._sums[place]
            self._headers.pop(place, None)

    def tally(self, table: str) -> ColumnTally:
        """What a scan of all rows in one batch would have counted."""
        tally = ColumnTally(table)
        tally.rows = self.rows
        for place, sums in sorted(self._sums.items(), key=lambda item: (item[0][0], item[0][1] or "")):
            # As `cells` has it: no column of numbers with a fraction, nor one of short numbers only.
            if FRACTION not in sums and sums.get(SMALL) != sums.get(("cells",)):
                tally.groups[place] = group_tally(self._headers[place], sums)
        return tally

    def places(self, is_chosen: Callable[[GroupTally], bool]) -> set[Place]:
        return {
            place for place, sums in self._sums.items() if is_chosen(group_tally(self._headers[place], sums))
        }

    def to_json(self) -> dict[str, Any]:
        groups = [
            [*place, self._headers[place], [[*key, number] for key, number in sums.items()]]
            for place, sums in self._sums.items()
        ]
        return {"rows": self.rows, "groups": groups}

    @staticmethod
    def from_json(document: dict[str, Any]) -> "RowTotals":
        totals = RowTotals()
        totals.rows = document["rows"]
        for column, path, header, sums in document["groups"]:
            totals._headers[column, path] = header
            totals._sums[column, path] = {tuple(entry[:-1]): entry[-1] for entry in sums}
        return totals
