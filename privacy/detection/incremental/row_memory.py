"""What is remembered of the rows of one table: segments of rows, and what they add up to.

A method that changes rows changes the totals with them; `save` makes the changes durable, all or none.
"""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field, replace

import numpy as np

from privacy.detection.incremental.row_classes import GroupCodes, Place
from privacy.detection.incremental.row_segment import RowHashes, pack, without_rows
from privacy.detection.incremental.row_totals import RowTotals
from privacy.detection.incremental.sealing import Seal


@dataclass
class RowState:
    """What is known of the table as a whole.

    Attributes:
        identity: the recognizers, columns, key and mark it was read with; another one forgets everything.
        read_on: day of the last reading in full, ISO.
        sample: rows whose key's hash is below 2 ** (64 - sample) are looked at without their headers.
        pages_left: of the reading in full, what is still to be read.
        high_water: the latest mark known to be read, as the server writes it.
        mark_parity: exclusive or of the 32-bit hashes of key and mark of all rows.
        wrong_headers: columns and paths whose headers their cells contradict.
        unfit: the table cannot be followed row by row; tried again at the next reading in full.
    """

    identity: str
    read_on: str
    sample: int = 0
    pages_left: list[str] = field(default_factory=list)
    high_water: str | None = None
    mark_parity: int = 0
    wrong_headers: list[Place] = field(default_factory=list)
    unfit: bool = False


class RowMemory:
    """Of one table. Made by `ScanMemory.rows`."""

    def __init__(self, connection: sqlite3.Connection, seal: Seal, store: str, table: str) -> None:
        self._connection = connection
        self._seal = seal
        self._place = (store, table)
        self.totals = RowTotals()
        self.state = self._load()

    def _load(self) -> RowState | None:
        row = self._connection.execute(
            "SELECT state FROM row_tables WHERE store = ? AND table_name = ?", self._place
        ).fetchone()
        opened = self._seal.open(row[0]) if row else None
        if opened is None:
            return None
        document = json.loads(zlib.decompress(opened))
        self.totals = RowTotals.from_json(document["totals"])
        state = RowState(**document["state"])
        state.wrong_headers = [(column, path) for column, path in state.wrong_headers]
        return state

    def begin(self, state: RowState) -> None:
        """Forget all rows and start anew."""
        self.forget()
        self.state, self.totals = state, RowTotals()
        self.save()

    def forget(self) -> None:
        with self._connection:
            for name in ("row_segments", "row_tables"):
                self._connection.execute(
                    f"DELETE FROM {name} WHERE store = ? AND table_name = ?", self._place
                )
        self.state, self.totals = None, RowTotals()

    def save(self) -> None:
        assert self.state is not None
        document = {"state": asdict(self.state), "totals": self.totals.to_json()}
        packed = zlib.compress(json.dumps(document, ensure_ascii=False).encode(), 1)
        self._connection.execute(
            "INSERT OR REPLACE INTO row_tables VALUES (?, ?, ?)", (*self._place, self._seal.close(packed))
        )
        self._connection.commit()

    def rollback(self) -> None:
        """Back to what was saved last."""
        self._connection.rollback()
        self.totals = RowTotals()
        self.state = self._load()

    def next_segment(self) -> int:
        """A number above that of every segment there is."""
        row = self._connection.execute("SELECT coalesce(max(id), 0) + 1 FROM row_segments").fetchone()
        return int(row[0])

    def append(self, hashes: RowHashes, groups: list[GroupCodes]) -> None:
        """Add rows, in any order. Raises TooManyPaths."""
        assert self.state is not None
        order = np.argsort(hashes.keys)
        ordered = [replace(group, codes=group.codes[order]) for group in groups]
        self._connection.execute(
            "INSERT INTO row_segments (store, table_name, hashes, classes) VALUES (?, ?, ?, ?)",
            (*self._place, self._seal.close(hashes.take(order).to_bytes()), pack(ordered)),
        )
        self.state.mark_parity ^= hashes.parity()
        self.totals.add(len(hashes), groups)

    def remove(self, find: Callable[[RowHashes], np.ndarray], before: int | None = None) -> int:
        """Take away the rows that `find` gives the positions of, in segments below `before`; how many."""
        assert self.state is not None
        removed = 0
        for number, hashes in self.segments(before):
            gone = find(hashes)
            if not len(gone):
                continue
            removed += len(gone)
            self.state.mark_parity ^= hashes.take(gone).parity()
            self.totals.rows -= len(gone)
            (packed,) = self._connection.execute(
                "SELECT classes FROM row_segments WHERE id = ?", (number,)
            ).fetchone()
            rest = without_rows(packed, gone, self.totals.subtract)
            if len(gone) == len(hashes):
                self._connection.execute("DELETE FROM row_segments WHERE id = ?", (number,))
                continue
            self._connection.execute(
                "UPDATE row_segments SET hashes = ?, classes = ? WHERE id = ?",
                (self._seal.close(hashes.without(gone).to_bytes()), rest, number),
            )
        return removed

    def segments(self, before: int | None = None) -> Iterator[tuple[int, RowHashes]]:
        """The hashes of the rows, segment by segment."""
        numbers = self._connection.execute(
            "SELECT id FROM row_segments WHERE store = ? AND table_name = ? AND id < ? ORDER BY id",
            (*self._place, before if before is not None else 1 << 62),
        ).fetchall()
        for (number,) in numbers:
            (sealed,) = self._connection.execute(
                "SELECT hashes FROM row_segments WHERE id = ?", (number,)
            ).fetchone()
            opened = self._seal.open(sealed)
            if opened is None:
                raise LookupError("a segment of the scan memory was sealed with another key")
            yield number, RowHashes.from_bytes(opened)
