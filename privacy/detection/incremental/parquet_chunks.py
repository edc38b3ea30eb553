"""Parquet: a chunk is a row group, known by the bytes of its column chunks."""

import mmap
from collections.abc import Iterator
from hashlib import blake2b
from pathlib import Path
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.parquet as pq

from policy.text import Text
from privacy.detection.incremental.chunk import BATCH_ROWS, Chunk, Reading
from privacy.stores.catalog import Table


class ParquetChunks:
    """The row groups of the files of one table.

    Compressed bytes are hashed as they lie in the file, so nothing is decoded to find what changed.
    """

    method = Text(zh="按行组内容的散列", en="by a hash of each row group")

    def __init__(self, files: list[Path], table: Table) -> None:
        self._files = files
        self._table = table

    def chunks(self) -> list[Chunk]:
        return [chunk for number in range(len(self._files)) for chunk in self._chunks_of(number)]

    def read(self, chunk: Chunk) -> Reading:
        file_number, group = map(int, chunk.key.split("/"))
        path = self._files[file_number]
        return Reading(self._batches(path, group), lambda: self._fingerprint_now(path, group))

    def _chunks_of(self, number: int) -> Iterator[Chunk]:
        path = self._files[number]
        metadata = pq.read_metadata(path)
        for group in range(metadata.num_row_groups):
            yield Chunk(f"{number}/{group}", _fingerprint(path, metadata, group))

    def _batches(self, path: Path, group: int) -> Iterator[pa.RecordBatch]:
        # Extension types would hide texts; as storage types they are what DuckDB reads.
        with pq.ParquetFile(path, arrow_extensions_enabled=False) as file:
            for batch in file.iter_batches(batch_size=BATCH_ROWS, row_groups=[group], use_threads=False):
                yield self._named(path, batch)

    def _named(self, path: Path, batch: pa.RecordBatch) -> pa.RecordBatch:
        """With the catalog's spelling of names, and the columns in the path (`day=2026-03-16/`)."""
        spelling = {column.name.lower(): column.name for column in self._table.columns}
        arrays, names = list(batch.columns), [spelling.get(n.lower(), n) for n in batch.schema.names]
        for name, value in _partition(path).items():
            name = spelling.get(name.lower(), name)
            if self._table.column(name) is not None and name not in names:
                names.append(name)
                arrays.append(pa.repeat(pa.scalar(value, pa.string()), batch.num_rows))
        return pa.RecordBatch.from_arrays(arrays, names=names)

    @staticmethod
    def _fingerprint_now(path: Path, group: int) -> str | None:
        try:
            return _fingerprint(path, pq.read_metadata(path), group)
        except (OSError, pa.ArrowException):
            return None


def _fingerprint(path: Path, metadata: pq.FileMetaData, group: int) -> str:
    """Of the row group's bytes, its columns' names and types, and the columns in its path."""
    digest = blake2b(digest_size=16)
    digest.update(repr(sorted(_partition(path).items())).encode())
    row_group = metadata.row_group(group)
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as content:
        for number in range(row_group.num_columns):
            column = row_group.column(number)
            logical = metadata.schema.column(number)
            digest.update(
                f"{column.path_in_schema}\0{logical.physical_type}{logical.logical_type}\0".encode()
            )
            first = column.data_page_offset
            if column.has_dictionary_page and column.dictionary_page_offset:
                first = min(first, column.dictionary_page_offset)
            with memoryview(content) as view, view[first : first + column.total_compressed_size] as pages:
                digest.update(pages)
    return digest.hexdigest()


def _partition(path: Path) -> dict[str, str]:
    pairs = (folder.partition("=") for folder in path.parent.parts)
    return {name: unquote(value) for name, equals, value in pairs if equals}
