"""A Parquet file without some rows, or with others in their place; row group by row group."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from policy.text import Text
from privacy.erasure.errors import refused
from privacy.erasure.instruction import Instruction
from privacy.erasure.pseudonyms import ExecutionPseudonyms
from privacy.erasure.writers.arrow_treatments import treated_table
from privacy.erasure.writers.checks import check_column
from privacy.erasure.writers.duckdb_table import DuckdbColumn

_VERSIONS = {"1.0": "1.0", "2.4": "2.4", "2.6": "2.6"}


class ParquetRewriter:
    """Every row group is decoded and written again with the file's own schema, codecs and row group sizes.

    Row groups that no row leaves have the same values afterwards, not always the same bytes.
    """

    def __init__(self, pseudonyms: ExecutionPseudonyms) -> None:
        self._pseudonyms = pseudonyms

    def check(self, path: Path, instruction: Instruction) -> None:
        with pq.ParquetFile(path) as file:
            schema = file.schema_arrow
        if any(_has_inner_dictionary(field.type) for field in schema):
            raise refused(
                instruction.store, instruction.table, f"文件 {path.name} 有嵌套的字典列",
                f"the file {path.name} has dictionaries inside nested columns",
                Text(zh="请改写为不带字典的嵌套列。", en="Write it without dictionaries in nested columns."),
            )  # fmt: skip
        for name, treatment in instruction.changes:
            column = None
            if name in schema.names:
                field = schema.field(name)
                is_text = _is_text(field.type)
                column = DuckdbColumn(name, "VARCHAR" if is_text else "", not field.nullable, generated=False)
            check_column(instruction, name, treatment, (), column)

    def remove(self, path: Path, rows: Sequence[int], new: Path) -> bytes:
        removed = []
        with _opened(path) as file, _writer(file, new) as writer:
            for start, group in _groups(file):
                places = _within(rows, start, group.num_rows)
                keep = np.ones(group.num_rows, dtype=bool)
                keep[places] = False
                if len(places):
                    removed.append(group.take(pa.array(places)))
                if keep.any():
                    _write(writer, group.filter(pa.array(keep)))
        return _packed(removed)

    def change(self, path: Path, rows: Sequence[int], instruction: Instruction, new: Path) -> bytes:
        before = []
        with _opened(path) as file, _writer(file, new) as writer:
            for start, group in _groups(file):
                places = _within(rows, start, group.num_rows)
                if len(places):
                    old = group.take(pa.array(places)).select([name for name, _ in instruction.changes])
                    before.append(old)
                    group = _placed(group, places, self._treated(old, instruction))
                _write(writer, group)
        return _packed(before)

    def put_back(
        self, path: Path, rows: Sequence[int], instruction: Instruction, body: bytes, new: Path
    ) -> None:
        with pa.ipc.open_stream(body) as stream:
            back = stream.read_all()
        with _opened(path) as file, _writer(file, new) as writer:
            if instruction.action == "change":
                done = 0
                for start, group in _groups(file):
                    places = _within(rows, start, group.num_rows)
                    group = _placed(group, places, back.slice(done, len(places)))
                    done += len(places)
                    _write(writer, group)
                return
            _write_between(file, writer, np.asarray(rows), back)

    def _treated(self, rows: pa.Table, instruction: Instruction) -> pa.Table:
        is_text = {field.name for field in rows.schema if _is_text(field.type)}
        return treated_table(rows, instruction.changes, self._pseudonyms.of(instruction), is_text)


def _write_between(file: pq.ParquetFile, writer: pq.ParquetWriter, rows: np.ndarray, back: pa.Table) -> None:
    """The rows return to the numbers they had, in the row group around them; behind all, in the last."""
    total = file.metadata.num_rows + len(rows)
    kept = np.setdiff1d(np.arange(total), rows, assume_unique=True)
    done = 0
    for start, group in _groups(file):
        here = kept[start : start + group.num_rows]
        is_last = start + group.num_rows == file.metadata.num_rows
        until = len(rows) if is_last else int(np.searchsorted(rows, here[-1]))
        joined = pa.concat_tables([group, back.slice(done, until - done)])
        order = np.argsort(np.concatenate([here, rows[done:until]]), kind="stable")
        _write(writer, joined.take(pa.array(order)))
        done = until
    if done < len(rows):
        _write(writer, back.slice(done))


def _write(writer: pq.ParquetWriter, group: pa.Table) -> None:
    """One row group. A dictionary keeps the values of rows that are gone, so each is made anew."""
    for number, field in enumerate(group.schema):
        if pa.types.is_dictionary(field.type):
            values = pc.cast(group.column(number), field.type.value_type).combine_chunks()
            encoded = pc.cast(pc.dictionary_encode(values), field.type)
            group = group.set_column(number, field, encoded)
    writer.write_table(group, row_group_size=max(1, group.num_rows))


@contextmanager
def _opened(path: Path) -> Iterator[pq.ParquetFile]:
    with pq.ParquetFile(path) as file:
        yield file


@contextmanager
def _writer(file: pq.ParquetFile, new: Path) -> Iterator[pq.ParquetWriter]:
    """With the file's schema, codecs, format and old-style timestamps."""
    metadata = file.metadata
    codecs: str | dict[str, str] = "snappy"
    if metadata.num_row_groups:
        group = metadata.row_group(0)
        columns = [group.column(number) for number in range(group.num_columns)]
        codecs = {
            column.path_in_schema: "NONE" if column.compression == "UNCOMPRESSED" else column.compression
            for column in columns
        }
    int96 = any(metadata.schema.column(n).physical_type == "INT96" for n in range(metadata.num_columns))
    with pq.ParquetWriter(
        new,
        file.schema_arrow,
        compression=codecs,
        version=_VERSIONS.get(metadata.format_version, "2.6"),
        use_deprecated_int96_timestamps=int96,
    ) as writer:
        yield writer


def _groups(file: pq.ParquetFile) -> Iterator[tuple[int, pa.Table]]:
    """Number of the first row of each row group, and its rows."""
    start = 0
    for number in range(file.metadata.num_row_groups):
        group = file.read_row_group(number, use_threads=False)
        yield start, group
        start += group.num_rows


def _within(rows: Sequence[int], start: int, count: int) -> np.ndarray:
    """Those of `rows` in the row group, counted from its start."""
    array = np.asarray(rows, dtype=np.int64)
    return array[np.searchsorted(array, start) : np.searchsorted(array, start + count)] - start


def _placed(group: pa.Table, places: np.ndarray, values: pa.Table) -> pa.Table:
    """`group` with the columns of `values` put at `places`."""
    order = np.arange(group.num_rows)
    order[places] = group.num_rows + np.arange(len(places))
    for name in values.schema.names:
        number = group.schema.get_field_index(name)
        field = group.schema.field(number)
        both = pa.concat_tables(
            [group.select([name]).cast(pa.schema([field])), values.select([name]).cast(pa.schema([field]))]
        )
        group = group.set_column(number, field, both.take(pa.array(order)).column(0))
    return group


def _packed(tables: Sequence[pa.Table]) -> bytes:
    table = pa.concat_tables(tables)
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return sink.getvalue()


def _has_inner_dictionary(kind: pa.DataType) -> bool:
    inner = [kind.field(number).type for number in range(kind.num_fields)]
    return any(pa.types.is_dictionary(one) or _has_inner_dictionary(one) for one in inner)


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind))
