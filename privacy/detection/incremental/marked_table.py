"""A table of a database that is compared row by row: a column marks what changed, a key says what is there.

The server computes two hashes a row: one of the primary key, one of key and mark. Rows are told apart by the
first; the second changes with every write that sets the mark, so the exclusive or of all of them tells
whether rows were changed, deleted or put in with old marks, without any being sent.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb
import numpy as np
import pyarrow as pa

from policy.text import Text
from privacy.detection.incremental.chunk import BATCH_ROWS
from privacy.detection.incremental.dialects import on_server, statement
from privacy.detection.incremental.hashed_query import HashedQuery
from privacy.detection.incremental.marked_dialect import MarkedDialect
from privacy.detection.incremental.row_segment import RowHashes
from privacy.stores.catalog import Table
from privacy.stores.config import StoreConfig

# Seconds below the latest mark that are read again: a clock of seconds can stamp two writes alike.
OVERLAP_SECONDS = 600
# Rows a statement reads, by mark or by key: some seconds of work.
ROWS_A_STATEMENT = 200_000
KEYS_A_STATEMENT = 10_000


@dataclass(frozen=True)
class TableTotals:
    """A table as its server sums it up: rows, and the exclusive or of their hashes of key and mark."""

    rows: int
    mark_parity: int


@dataclass(frozen=True)
class MarkedBatch:
    """Rows read: their hashes, their columns, and the last one's mark where they came by it."""

    hashes: RowHashes
    rows: pa.RecordBatch
    last_mark: str | None = None


@dataclass(frozen=True)
class MarkedTable:
    """One table with a usable change mark.

    Attributes:
        mark: the column's name.
        otherwise: how it is compared where its rows cannot be followed one by one.
    """

    connection: duckdb.DuckDBPyConnection
    store: StoreConfig
    table: Table
    mark: str
    dialect: MarkedDialect
    otherwise: HashedQuery

    @property
    def method(self) -> Text:
        return Text(
            zh=f"按变更标记 {self.mark} 逐行比较，并核对主键",
            en=f"row by row by the change mark {self.mark}, and by the primary keys",
        )

    def identity_under(self, version: str) -> str:
        """What its rows are remembered under, with a `Setting.version`: how they are hashed."""
        return repr((version, self.mark, self.dialect.key_hash))

    def without_mark(self) -> HashedQuery:
        """As it is compared where a JSON column has more paths than can be followed row by row."""
        return self.otherwise.remarked(
            Text(
                zh=f"未采用变更标记 {self.mark}：JSON 路径太多",
                en=f"change mark {self.mark} is not used: too many JSON paths",
            )
        )

    def totals(self) -> TableTotals:
        ((rows, parity),) = self._fetch("marked_totals")
        return TableTotals(int(rows), int(parity or 0))

    def high_water(self) -> str | None:
        """The latest mark, or the server's own time where that is earlier; None for an empty table."""
        ((latest,),) = self._fetch("marked_latest")
        return str(latest) if latest is not None else None

    def pages(self) -> list[str]:
        """What to hand to `page`, for all rows there are now."""
        return self.dialect.pages(self.connection)

    def page(self, key: str) -> Iterator[MarkedBatch]:
        return self._read("marked_rows", condition=self.dialect.page_condition(key))

    def count_since(self, mark: str) -> int:
        """Rows marked at `mark` or later, or within the overlap before it."""
        ((rows,),) = self._fetch("marked_count", condition=self.dialect.since(mark, OVERLAP_SECONDS))
        return int(rows)

    def changes(self, mark: str, overlap: int) -> Iterator[MarkedBatch]:
        """The first `ROWS_A_STATEMENT` rows from `overlap` seconds before `mark`, in order of their marks."""
        condition = self.dialect.since(mark, overlap)
        return self._read("marked_changes", condition=condition, limit=ROWS_A_STATEMENT)

    def hashes(self, first: int, last: int) -> RowHashes:
        """Of the rows whose hash of key and mark lies within these bounds, ordered by key hash."""
        query = on_server(self.store, self._statement("marked_hashes", first=first, last=last))
        found = self.connection.cursor().execute(query).fetchnumpy()
        keys, marks = (
            _unsigned(np.asarray(found["key_hash"])),
            np.asarray(found["mark_hash"]).astype(np.uint32),
        )
        order = np.argsort(keys, kind="stable")
        return RowHashes(keys[order], marks[order])

    def rows_of(self, keys: np.ndarray) -> Iterator[MarkedBatch]:
        """The rows with these key hashes that are still there; the server looks at every key for them."""
        for start in range(0, len(keys), KEYS_A_STATEMENT):
            listed = ", ".join(map(self.dialect.key_literal, keys[start : start + KEYS_A_STATEMENT].tolist()))
            yield from self._read("marked_rows", condition=f"{self.dialect.key_hash} IN ({listed})")

    def key_hashes(self, keys: Sequence[Sequence[object]]) -> np.ndarray:
        """The hashes of primary keys, whether or not such rows exist."""
        found = [
            self._fetch("key_hashes", keys=self.dialect.key_rows(keys[start : start + KEYS_A_STATEMENT]))
            for start in range(0, len(keys), KEYS_A_STATEMENT)
        ]
        return np.array([value % (1 << 64) for part in found for (value,) in part], dtype=np.uint64)

    def _fetch(self, name: str, **more: object) -> list[tuple]:
        query = on_server(self.store, self._statement(name, **more))
        return self.connection.cursor().execute(query).fetchall()

    def _read(self, name: str, **more: object) -> Iterator[MarkedBatch]:
        query = on_server(self.store, self._statement(name, **more))
        for batch in self.connection.cursor().execute(query).to_arrow_reader(BATCH_ROWS):
            first = batch.schema.get_field_index("mark_text") + 1 or 2
            last_mark = batch.column(2)[-1].as_py() if first == 3 and batch.num_rows else None
            keys, marks = (column.to_numpy(zero_copy_only=False) for column in batch.columns[:2])
            rows = pa.RecordBatch.from_arrays(batch.columns[first:], names=batch.schema.names[first:])
            yield MarkedBatch(RowHashes(_unsigned(keys), marks.astype(np.uint32)), rows, last_mark)

    def _statement(self, name: str, **more: object) -> str:
        return self.dialect.bounded(statement(name, **self.dialect.parts, **more))


def _unsigned(keys: np.ndarray) -> np.ndarray:
    return keys.astype(np.int64).view(np.uint64) if keys.dtype.kind == "i" else keys.astype(np.uint64)
