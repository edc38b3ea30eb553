"""The tables of the published copy as an export writes them; nothing else is read for one."""

from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from policy.errors import UsageError
from policy.text import Text

ABOUT, DEFINITIONS = "about", "definitions"


@dataclass(frozen=True)
class ExportedColumn:
    """`unit` as in `definitions`; None in the tables that explain the others."""

    name: str
    title: Text
    unit: str | None


@dataclass(frozen=True)
class ExportedTable:
    name: str
    columns: tuple[ExportedColumn, ...]
    rows: list[tuple[Any, ...]]


def read_tables(path: Path, wanted: Sequence[str] = ()) -> list[ExportedTable]:
    """`about`, the wanted tables of the published copy or all of them, and `definitions`.

    Raises:
        UsageError: nothing is published yet, or there is no such table.
    """
    if not path.is_file():
        raise UsageError(
            Text(zh="还没有已发布的表", en="Nothing is published yet"),
            Text(zh="请先运行 quanyi run。", en="Run `quanyi run` first."),
        )
    with closing(duckdb.connect(str(path), read_only=True)) as copy:
        known = [name for (name,) in copy.execute("SELECT table_name FROM about ORDER BY 1").fetchall()]
        for name in wanted:
            if name not in known:
                raise UsageError(
                    Text(zh=f"没有名为 {name} 的已发布的表", en=f"No table {name} is published"),
                    Text(zh=f"可选：{'、'.join(known)}", en=f"Choose among: {', '.join(known)}"),
                )
        chosen = [name for name in known if not wanted or name in wanted]
        return [_table(copy, name) for name in (ABOUT, *chosen, DEFINITIONS)]


def _table(copy: duckdb.DuckDBPyConnection, name: str) -> ExportedTable:
    columns = copy.execute(
        "SELECT known.column_name, defined.title_zh, defined.title_en, defined.unit, known.comment "
        "FROM duckdb_columns() AS known LEFT JOIN definitions AS defined "
        "ON defined.table_name = known.table_name AND defined.column_name = known.column_name "
        "WHERE known.table_name = ? ORDER BY known.column_index",
        [name],
    ).fetchall()
    return ExportedTable(
        name, tuple(_column(*column) for column in columns), copy.execute(f"FROM {name}").fetchall()
    )


def _column(name: str, zh: str | None, en: str | None, unit: str | None, comment: str) -> ExportedColumn:
    if zh is None or en is None:
        zh, _, en = comment.partition(" / ")
    return ExportedColumn(name, Text(zh=zh, en=en), unit)
