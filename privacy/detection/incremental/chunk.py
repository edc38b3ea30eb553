"""A piece of a table that is recognised by its content, and what a table must offer to be read in pieces."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol

import pyarrow as pa

from policy.text import Text

# Rows handed on at once: bounds memory, whatever size a chunk has.
BATCH_ROWS = 65_536


@dataclass(frozen=True)
class Chunk:
    """A piece of a table as it is now.

    Attributes:
        key: where it lies: a file and its row group, a range of blocks or of keys. Never a value.
        fingerprint: changes with any change of its content.
    """

    key: str
    fingerprint: str


@dataclass
class Reading:
    """A chunk being read.

    Attributes:
        batches: its rows, to be consumed once.
        fingerprint: after the last batch, the fingerprint of exactly what was read: another than the
            chunk's where the store changed in between. None where nobody can vouch for the content.
    """

    batches: Iterator[pa.RecordBatch]
    fingerprint: Callable[[], str | None]


class ChunkSource(Protocol):
    """A table of a store, in pieces.

    Attributes:
        method: how a change is recognised, or why the table is one piece; for the report.
    """

    @property
    def method(self) -> Text: ...

    def chunks(self) -> list[Chunk]:
        """All pieces that make up the table now, always in the same order."""
        ...

    def read(self, chunk: Chunk) -> Reading: ...
