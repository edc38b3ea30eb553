"""CSV and JSON Lines: a chunk is a file, known by a hash of its content."""

import os
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path

import duckdb
import pyarrow as pa

from policy.text import Text
from privacy.detection.incremental.chunk import BATCH_ROWS, Chunk, Reading
from privacy.stores.config import StoreConfig
from privacy.stores.session import reader

_BLOCK_BYTES = 1 << 20
Stamp = tuple[int, int, int]


class FileChunks:
    """The files of one table."""

    method = Text(zh="按文件内容的散列", en="by a hash of each file")

    def __init__(self, connection: duckdb.DuckDBPyConnection, store: StoreConfig, files: list[Path]) -> None:
        self._connection = connection
        self._store = store
        self._files = files
        self._stamps: dict[str, Stamp] = {}

    def chunks(self) -> list[Chunk]:
        found = []
        for number, path in enumerate(self._files):
            self._stamps[str(number)] = _stamp(path)
            found.append(Chunk(str(number), _fingerprint(path)))
        return found

    def read(self, chunk: Chunk) -> Reading:
        path = self._files[int(chunk.key)]

        def unchanged() -> str | None:
            # Written to between the hash and the end of the reading: nobody knows what was read.
            return chunk.fingerprint if _stamp(path) == self._stamps[chunk.key] else None

        return Reading(self._batches(path), unchanged)

    def _batches(self, path: Path) -> Iterator[pa.RecordBatch]:
        if path.stat().st_size:
            query = f"SELECT * FROM {reader(self._store, str(path))}"
            yield from self._connection.cursor().execute(query).to_arrow_reader(BATCH_ROWS)


def _stamp(path: Path) -> Stamp:
    status = os.stat(path)
    return status.st_size, status.st_mtime_ns, status.st_ino


def _fingerprint(path: Path) -> str:
    """Of the content, and of the path where folders named `day=2026-03-16` become columns."""
    digest = blake2b(digest_size=16)
    digest.update(repr([part for part in path.parent.parts if "=" in part]).encode() + b"\0")
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            digest.update(block)
    return digest.hexdigest()
