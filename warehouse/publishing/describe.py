"""Writing into the published files what they mean, and how old they are."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pyarrow as pa

from policy.text import Text
from warehouse.database import input_states
from warehouse.publishing.definitions import Definition, table_comment
from warehouse.publishing.tables import PublishedTable


@dataclass(frozen=True)
class Stamp:
    """Which run publishes, and for whom."""

    organisation: Text
    run_id: str
    as_of: datetime
    policy_hash: str


def describe(
    warehouse: duckdb.DuckDBPyConnection, table: PublishedTable, shown: Sequence[Definition]
) -> None:
    """Comments on the table and its columns, and their rows in `definitions`."""
    place = f"published.main.{table.name}"
    warehouse.execute(f"COMMENT ON TABLE {place} IS {quoted(table_comment(table))}")
    for position, each in enumerate(shown):
        warehouse.execute(f'COMMENT ON COLUMN {place}."{each.column}" IS {quoted(each.comment)}')
        said, kpi = each.explanation, each.kpi
        warehouse.execute(
            "INSERT INTO published.main.definitions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                table.name, position, each.column, each.title.zh, each.title.en, said.zh or None,
                said.en or None, each.unit, kpi and kpi.target, kpi and kpi.better, kpi and kpi.owner.zh,
                kpi and kpi.owner.en, kpi and kpi.source,
            ],
        )  # fmt: skip


def tell_about(warehouse: duckdb.DuckDBPyConnection, table: PublishedTable, stamp: Stamp) -> None:
    """A model that this run could not refresh stays published as it last was, and says so."""
    count = warehouse.execute(f"SELECT count(*) FROM published.main.{table.name}").fetchone()
    assert count is not None
    state = input_states(warehouse).get(table.name)
    # Coverage is no model; it was made by the run that publishes it.
    is_fresh = state is None or (state.status == "fresh" and state.as_of == stamp.as_of)
    why = state.detail if state and not is_fresh else None
    warehouse.execute(
        "INSERT INTO published.main.about VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            table.name, table.title.zh, table.title.en, table.row.zh, table.row.en, *count, is_fresh,
            stamp.as_of if state is None else state.as_of, why and why.zh, why and why.en, stamp.run_id,
            stamp.policy_hash, stamp.organisation.zh, stamp.organisation.en,
        ],
    )  # fmt: skip


def described(copy: duckdb.DuckDBPyConnection, name: str, stamp: Stamp) -> pa.Table:
    """The table with its comments in the file's metadata."""
    columns = copy.execute("SELECT column_name, comment FROM duckdb_columns() WHERE table_name = ?", [name])
    comments = dict(columns.fetchall())
    about = copy.execute("SELECT comment FROM duckdb_tables() WHERE table_name = ?", [name]).fetchone()
    assert about is not None
    table = copy.execute(f"FROM {name}").to_arrow_table()
    fields = [field.with_metadata({"comment": comments[field.name] or ""}) for field in table.schema]
    told = {
        "comment": about[0] or "",
        "comments": json.dumps(comments, ensure_ascii=False),
        "run": stamp.run_id,
        "as_of": stamp.as_of.isoformat(),
        "policy": stamp.policy_hash,
    }
    return table.cast(pa.schema(fields, metadata=told))


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
