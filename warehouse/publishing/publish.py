"""Publishing: readers open files that are replaced whole and hold no entity and no key of a person.

One DuckDB file with every published table, and one Parquet file a table beside it. Each table and column
carries its meaning in both languages; `about` says how old each table is, `definitions` what a column means.
"""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from policy.complaints import ComplaintsPolicy
from warehouse.publishing.definitions import definitions
from warehouse.publishing.describe import Stamp, describe, described, quoted, tell_about
from warehouse.publishing.files import beside
from warehouse.publishing.select import select_sql
from warehouse.publishing.tables import load_published

SCHEMA = Path(__file__).parent / "published.sql"
PARQUET = "parquet"
READ_ONLY = 0o444


def publish(
    warehouse: duckdb.DuckDBPyConnection, path: Path, policy: ComplaintsPolicy, stamp: Stamp
) -> Sequence[str]:
    """Replace the DuckDB file at `path` and the Parquet files beside it; returns the names of the tables.

    All files are finished before the first is replaced, so a failure leaves the last good ones.

    Raises:
        duckdb.Error, OSError: they could not be written.
    """
    folder = path.parent / PARQUET
    folder.mkdir(parents=True, exist_ok=True)
    new = {path: beside(path)}
    try:
        _write_duckdb(warehouse, new[path], policy, stamp)
        with duckdb.connect(str(new[path]), read_only=True) as copy:
            tables = copy.execute("SELECT table_name FROM duckdb_tables() ORDER BY table_name").fetchall()
            names = [name for (name,) in tables]
            for name in names:
                file = folder / f"{name}.parquet"
                new[file] = beside(file)
                pq.write_table(described(copy, name, stamp), new[file], compression="zstd")
        for file, finished in new.items():
            finished.chmod(READ_ONLY)
            os.replace(finished, file)
        for file in folder.glob("*.parquet"):
            if file not in new:
                file.unlink()
    finally:
        for finished in new.values():
            finished.unlink(missing_ok=True)
    return names


def _write_duckdb(
    warehouse: duckdb.DuckDBPyConnection, path: Path, policy: ComplaintsPolicy, stamp: Stamp
) -> None:
    warehouse.execute(f"ATTACH {quoted(str(path))} AS published")
    try:
        # Comments are hundreds of statements; one commit writes them to the disk at once.
        warehouse.begin()
        try:
            _fill(warehouse, policy, stamp)
        except duckdb.Error:
            warehouse.rollback()
            raise
        warehouse.commit()
    finally:
        warehouse.execute("DETACH published")


def _fill(warehouse: duckdb.DuckDBPyConnection, policy: ComplaintsPolicy, stamp: Stamp) -> None:
    warehouse.execute(SCHEMA.read_text(encoding="utf-8"))
    models = _models(warehouse)
    for name, columns in models.items():
        table = load_published().get(name)
        # Without its parts nobody can tell which of its figures would give a hidden one away.
        if table is None or (table.parts is not None and table.parts not in models):
            continue
        query = select_sql(table, columns, policy.limits.small_cell)
        warehouse.execute(f"CREATE TABLE published.main.{name} AS {query}")
        describe(warehouse, table, [one for one in definitions(table, policy) if one.column in columns])
        tell_about(warehouse, table, stamp)


def _models(warehouse: duckdb.DuckDBPyConnection) -> Mapping[str, frozenset[str]]:
    """Columns of every model."""
    rows = warehouse.execute(
        "SELECT table_name, list(column_name) FROM duckdb_columns() WHERE schema_name = 'models' "
        "AND database_name = current_database() GROUP BY table_name ORDER BY table_name"
    ).fetchall()
    return {name: frozenset(columns) for name, columns in rows}
