"""Victims cut into batches: rows of one table under one instruction that change in one transaction."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

from privacy.erasure.victims import TableVictims

SUBJECT = "subject_id"


@dataclass(frozen=True)
class Batch:
    """`parts` are of one table; more than one where instructions of a table must be carried out together.

    `mark` is what the rows' place is bound to: for a file the hash of its content, else empty.
    """

    parts: tuple[TableVictims, ...]
    mark: str = ""

    @property
    def store(self) -> str:
        return self.parts[0].instruction.store

    @property
    def table(self) -> str:
        return self.parts[0].instruction.table

    @property
    def rows(self) -> int:
        return sum(part.keys.num_rows for part in self.parts)


def distinct(victims: TableVictims) -> TableVictims:
    """Each row once and in the order of its key, so that batches lie together and lock in one order."""
    plain = pa.table({name: _plain(victims.keys.column(name)) for name in victims.key})
    order = pc.sort_indices(plain, sort_keys=[(name, "ascending") for name in victims.key])
    plain, keys = plain.take(order), victims.keys.take(order)
    if keys.num_rows > 1:
        # In this order equal keys stand beside each other; the first of them stays.
        differs = [
            pc.not_equal(column.slice(1), column.slice(0, len(column) - 1)) for column in plain.columns
        ]
        is_first = pa.concat_arrays([pa.array([True]), reduce(pc.or_, differs).combine_chunks()])
        keys = keys.filter(is_first)
    return replace(victims, keys=keys)


def _plain(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """In a type that sorts."""
    if isinstance(column.type, pa.BaseExtensionType):
        chunks = [chunk.storage for chunk in column.chunks]
        return pa.chunked_array(chunks, column.type.storage_type)
    return pc.cast(column, column.type.value_type) if pa.types.is_dictionary(column.type) else column


def sliced(victims: TableVictims, rows: int) -> Iterator[Batch]:
    for start in range(0, victims.keys.num_rows, rows):
        yield Batch((replace(victims, keys=victims.keys.slice(start, rows)),))


def by_table(victims: Sequence[TableVictims]) -> Iterator[Batch]:
    """One batch a table, in the order in which the tables first occur: where rows are known by their place,
    the first change would move the others.
    """
    tables: dict[str, list[TableVictims]] = {}
    for part in victims:
        tables.setdefault(part.instruction.table, []).append(part)
    return (Batch(tuple(parts)) for parts in tables.values())
