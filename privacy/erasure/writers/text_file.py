"""CSV and JSON Lines without some records, or with others in their place; all others keep their bytes."""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from policy.text import Text
from privacy.erasure.errors import refused
from privacy.erasure.instruction import Instruction
from privacy.erasure.pseudonyms import ExecutionPseudonyms
from privacy.erasure.writers import cells
from privacy.erasure.writers.checks import check_column
from privacy.erasure.writers.duckdb_table import DuckdbColumn
from privacy.stores.config import StoreConfig
from privacy.stores.session import reader

_NUMBER = "\ufffe{}\ufffe"


@dataclass(frozen=True)
class _Layout:
    """How a CSV file is written; `columns` also of a JSON Lines file, the rest then unused."""

    columns: tuple[str, ...]
    rows: int
    delimiter: str = ","
    quote: str = '"'
    escape: str = '"'
    lines_before: int = 0


class TextRewriter:
    """Holds one file at a time in memory."""

    def __init__(self, store: StoreConfig, pseudonyms: ExecutionPseudonyms) -> None:
        self._store = store
        self._pseudonyms = pseudonyms

    def check(self, path: Path, instruction: Instruction) -> None:
        """Also that we count the same records as DuckDB, which numbered them."""
        layout = self._layout(path)
        for name, treatment in instruction.changes:
            column = DuckdbColumn(name, "VARCHAR", not_null=False, generated=False)
            check_column(instruction, name, treatment, (), column if name in layout.columns else None)
        if len(self._records(path, layout)[1]) != layout.rows:
            raise refused(
                self._store.name, instruction.table, f"文件 {path.name} 的记录无法可靠计数",
                f"the records of the file {path.name} cannot be counted reliably",
                Text(
                    zh="请把该文件转换为 Parquet，或改正其引号与换行。",
                    en="Convert it to Parquet, or mend its quotes and line ends.",
                ),
            )  # fmt: skip

    def remove(self, path: Path, rows: Sequence[int], new: Path) -> bytes:
        head, records, _ = self._read(path)
        going = set(rows)
        _write(new, [*head, *(record for row, record in enumerate(records) if row not in going)])
        return cells.packed([[records[row]] for row in rows])

    def change(self, path: Path, rows: Sequence[int], instruction: Instruction, new: Path) -> bytes:
        head, records, layout = self._read(path)
        before = cells.packed([[records[row]] for row in rows])
        for row in rows:
            records[row] = self._changed(records[row], instruction, layout)
        _write(new, [*head, *records])
        return before

    def put_back(
        self, path: Path, rows: Sequence[int], instruction: Instruction, body: bytes, new: Path
    ) -> None:
        head, records, _ = self._read(path)
        back = [record for (record,) in cells.unpacked(body)]
        for row, record in zip(rows, back, strict=True):
            if instruction.action == "delete":
                records.insert(row, record)
            else:
                records[row] = record
        _write(new, [*head, *records])

    def _read(self, path: Path) -> tuple[list[bytes], list[bytes], _Layout]:
        layout = self._layout(path)
        return (*self._records(path, layout), layout)

    def _records(self, path: Path, layout: _Layout) -> tuple[list[bytes], list[bytes]]:
        """What stands before the records, and the records; each with its line's end."""
        lines = (
            path.read_bytes().splitlines(keepends=True)
            if self._store.kind == "jsonl"
            else _csv_lines(path, layout)
        )
        head, records = lines[: layout.lines_before], list[bytes]()
        for line in lines[layout.lines_before :]:
            if line.strip():
                records.append(line)
            else:
                # An empty line is no record; it stays behind the one before it.
                before = records or head
                before[-1:] = [(before[-1] if before else b"") + line]
        return head, records

    def _layout(self, path: Path) -> _Layout:
        with duckdb.connect(":memory:", config={"temp_directory": ""}) as connection:
            # Columns that stand in the path alone cannot be changed in the file.
            source = reader(self._store, str(path)).removesuffix(")") + ", hive_partitioning = false)"
            if not path.stat().st_size:
                return _Layout((), 0)
            columns = tuple(
                row[0] for row in connection.execute(f"DESCRIBE SELECT * FROM {source}").fetchall()
            )
            (rows,) = connection.execute(f"SELECT count(*) FROM {source}").fetchone() or (0,)
            if self._store.kind == "jsonl":
                return _Layout(columns, rows)
            found = connection.execute(
                "SELECT Delimiter, Quote, Escape, SkipRows, HasHeader FROM sniff_csv(?, all_varchar = true)",
                [str(path)],
            ).fetchone()
            assert found is not None, "sniff_csv gives one row"
            delimiter, quote, escape, skip, header = found
            one = [mark if mark and mark != "(empty)" else '"' for mark in (quote, escape)]
            return _Layout(columns, rows, delimiter, one[0], one[1], skip + header)

    def _changed(self, record: bytes, instruction: Instruction, layout: _Layout) -> bytes:
        content = record.rstrip(b"\r\n")
        end = record[len(content) :]
        change = self._changed_json if self._store.kind == "jsonl" else self._changed_csv
        return (
            change(content.decode("utf-8", "surrogateescape"), instruction, layout).encode(
                "utf-8", "surrogateescape"
            )
            + end
        )

    def _changed_csv(self, content: str, instruction: Instruction, layout: _Layout) -> str:
        doubled = layout.escape == layout.quote
        form: dict[str, Any] = {
            "delimiter": layout.delimiter,
            "quotechar": layout.quote,
            "doublequote": doubled,
            "escapechar": None if doubled else layout.escape,
        }
        values = next(csv.reader(io.StringIO(content, newline=""), **form))
        pseudonyms = self._pseudonyms.of(instruction)
        for name, treatment in instruction.changes:
            place = layout.columns.index(name)
            if place < len(values):
                treated = pseudonyms.treated(treatment, name, values[place] or None, is_text=True)
                values[place] = treated or ""
        sink = io.StringIO(newline="")
        csv.writer(sink, lineterminator="", **form).writerow(values)
        return sink.getvalue()

    def _changed_json(self, content: str, instruction: Instruction, layout: _Layout) -> str:
        numbers: list[str] = []

        def as_written(number: str) -> str:
            numbers.append(number)
            return _NUMBER.format(len(numbers) - 1)

        # Numbers keep their digits: read as floats, long ones would lose some.
        values = json.loads(content, parse_float=as_written, parse_int=as_written)
        pseudonyms = self._pseudonyms.of(instruction)
        for name, treatment in instruction.changes:
            value = values.get(name)
            if treatment == "redact" and name in values:
                values[name] = _redacted(pseudonyms, value)
            elif value is not None:
                is_text = isinstance(value, str) and not value.startswith(_NUMBER[0])
                values[name] = pseudonyms.treated(
                    treatment, name, value if isinstance(value, str) else None, is_text=is_text
                )
        text = json.dumps(values, ensure_ascii=False)
        for place, number in enumerate(numbers):
            text = text.replace(f'"{_NUMBER.format(place)}"', number, 1)
        return text


def _redacted(pseudonyms: ExecutionPseudonyms, value: Any) -> Any:
    """Strings alone change; a number is written by its place, see `_NUMBER`."""
    if isinstance(value, dict | list):
        text = json.dumps(value, ensure_ascii=False)
        return json.loads(pseudonyms.treated("redact", "", text, is_text=True) or "")
    if not isinstance(value, str) or value.startswith(_NUMBER[0]):
        return value
    return pseudonyms.treated("redact", "", value, is_text=True)


def _csv_lines(path: Path, layout: _Layout) -> list[bytes]:
    """Records of a CSV file; a quoted field may hold line ends."""
    quote = layout.quote.encode()
    records: list[bytes] = []
    waiting = b""
    for line in path.read_bytes().splitlines(keepends=True):
        waiting += line
        marks = waiting.count(quote)
        if layout.escape != layout.quote:
            marks -= waiting.count(layout.escape.encode() + quote)
        if marks % 2 == 0:
            records.append(waiting)
            waiting = b""
    return [*records, waiting] if waiting else records


def _write(new: Path, records: Sequence[bytes]) -> None:
    """A last record without a line's end gets one where another follows it now."""
    with new.open("wb") as file:
        for place, record in enumerate(records):
            file.write(
                record if record.endswith((b"\n", b"\r")) or place == len(records) - 1 else record + b"\n"
            )
