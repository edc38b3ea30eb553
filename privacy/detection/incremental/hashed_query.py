"""Tables of databases: a chunk is known by the number of its rows and the sum of a 64-bit hash of each.

The query that reads a chunk returns each row's hash beside it, so that what is remembered is the fingerprint
of exactly the rows that were read, whatever is written meanwhile and without a transaction held open.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from policy.text import Text
from privacy.detection.incremental.chunk import BATCH_ROWS, Chunk, Reading


@dataclass(frozen=True)
class HashedQuery:
    """One table of a database.

    Attributes:
        list_sql: one row a chunk: its key, its rows, the sum of its rows' hashes as text; a DuckDB statement.
        read_sql: chunk key -> a DuckDB statement for its rows, the row's hash as first column.
    """

    connection: duckdb.DuckDBPyConnection
    list_sql: str
    read_sql: Callable[[str], str]
    method: Text

    def chunks(self) -> list[Chunk]:
        listed = self.connection.cursor().execute(self.list_sql).fetchall()
        found = [Chunk(str(key), _fingerprint(rows, total)) for key, rows, total in listed if rows]
        return sorted(found, key=lambda chunk: (len(chunk.key.lstrip("-")), chunk.key))

    def remarked(self, remark: Text) -> "HashedQuery":
        """The same, with a remark for the report."""
        method = Text(zh=f"{self.method.zh}（{remark.zh}）", en=f"{self.method.en} ({remark.en})")
        return replace(self, method=method)

    def read(self, chunk: Chunk) -> Reading:
        sums = _Sums()
        batches = self.connection.cursor().execute(self.read_sql(chunk.key)).to_arrow_reader(BATCH_ROWS)
        return Reading(sums.counted(batches), lambda: _fingerprint(sums.rows, sums.total))


@dataclass
class _Sums:
    rows: int = 0
    total: int = 0

    def counted(self, batches: Iterator[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
        for batch in batches:
            hashes = batch.column(0)
            self.rows += batch.num_rows
            # Halves of 32 bits: their sums over a batch cannot overflow, as those of whole hashes would.
            low = pc.bit_wise_and(hashes, pa.scalar(0xFFFF_FFFF, hashes.type))
            high = pc.shift_right(hashes, pa.scalar(32, hashes.type))
            self.total += (pc.sum(high).as_py() or 0) * (1 << 32) + (pc.sum(low).as_py() or 0)
            yield pa.RecordBatch.from_arrays(batch.columns[1:], names=batch.schema.names[1:])


def _fingerprint(rows: int, total: int | str) -> str:
    return f"{rows}:{int(total)}"
