"""A DuckDB file written anew: deleted bytes stay in the old one whatever is vacuumed."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb

from policy.errors import StoreError
from policy.text import Text
from privacy.erasure.writers.duckdb_table import read_facts
from privacy.stores.catalog import quote
from privacy.stores.config import StoreConfig

_NEW = "quanyi_new_file"
_SUFFIX = ".erasure.new"


def copy_into_new_file(connection: duckdb.DuckDBPyConnection, store: StoreConfig) -> None:
    """Copy everything into a new file and put it in the old one's place while this process holds that alone.

    `COPY FROM DATABASE` copies tables by name, and fails where a foreign key leads to a later one; so the
    schema is copied first, then the rows of each table after those it refers to.

    Raises:
        StoreError: the copy is not complete; the old file stays as it was.
    """
    path = Path(store.url).resolve()
    new = path.with_name(path.name + _SUFFIX)
    for leftover in (new, Path(f"{new}.wal")):
        leftover.unlink(missing_ok=True)
    (old,) = connection.execute("SELECT current_database()").fetchone() or ("",)
    escaped = str(new).replace("'", "''")
    try:
        connection.execute(f"ATTACH '{escaped}' AS {_NEW}")
        connection.execute(f"COPY FROM DATABASE {quote(old)} TO {_NEW} (SCHEMA)")
        for table in _parents_first(connection):
            _copy_rows(connection, table)
        connection.execute(f"CHECKPOINT {_NEW}")
        connection.execute(f"DETACH {_NEW}")
        # Empties the write-ahead log, which must not be replayed upon the new file.
        connection.execute("CHECKPOINT")
    except (duckdb.Error, _IncompleteError):
        new.unlink(missing_ok=True)
        raise StoreError(
            Text(
                zh=f"DuckDB 文件 {store.name} 无法重写",
                en=f"The DuckDB file of {store.name} cannot be rewritten",
            ),
            Text(
                zh="行已删除，但旧字节仍在文件中；请用 EXPORT DATABASE 重建该文件，再次执行。",
                en="The rows are deleted, but old bytes are in the file; rebuild it by EXPORT DATABASE, "
                "then execute again.",
            ),
        ) from None
    shutil.copymode(path, new)
    descriptor = os.open(new, os.O_RDONLY)
    os.fsync(descriptor)
    os.close(descriptor)
    os.replace(new, path)


class _IncompleteError(Exception):
    pass


def _parents_first(connection: duckdb.DuckDBPyConnection) -> Iterator[str]:
    tables = {
        f"{schema}.{table}"
        for schema, table in connection.execute(
            "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = current_database()"
        ).fetchall()
    }
    parents: dict[str, set[str]] = {table: set() for table in tables}
    for schema, child, parent in connection.execute(
        "SELECT schema_name, table_name, referenced_table FROM duckdb_constraints() "
        "WHERE database_name = current_database() AND constraint_type = 'FOREIGN KEY' "
        "AND referenced_table IS NOT NULL"
    ).fetchall():
        if parent != child:
            parents[f"{schema}.{child}"].add(f"{schema}.{parent}")
    while parents:
        ready = sorted(table for table, of in parents.items() if not of & parents.keys())
        if not ready:
            raise _IncompleteError
        yield from ready
        for table in ready:
            del parents[table]


def _copy_rows(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    facts = read_facts(connection, table)
    assert facts is not None, "it was listed a moment ago"
    names = ", ".join(quote(name) for name in facts.writable)
    target = f"{_NEW}.{facts.name}"
    itself = _own_references(connection, table)
    for columns, to_columns in itself:
        nothing = " OR ".join(f"{quote(name)} IS NULL" for name in columns)
        connection.execute(f"INSERT INTO {target} ({names}) SELECT {names} FROM {facts.name} WHERE {nothing}")
        match = " AND ".join(
            f"p.{quote(to)} = s.{quote(name)}" for name, to in zip(columns, to_columns, strict=True)
        )
        key = " AND ".join(f"o.{quote(to)} = s.{quote(to)}" for to in to_columns)
        added = 1
        # A row after the one it refers to: level by level.
        while added:
            (added,) = connection.execute(
                f"INSERT INTO {target} ({names}) SELECT {names} FROM {facts.name} s "
                f"WHERE EXISTS (SELECT 1 FROM {target} p WHERE {match}) "
                f"AND NOT EXISTS (SELECT 1 FROM {target} o WHERE {key})"
            ).fetchone() or (0,)
    if not itself:
        connection.execute(f"INSERT INTO {target} ({names}) SELECT {names} FROM {facts.name} ORDER BY rowid")
    counts = [connection.execute(f"SELECT count(*) FROM {name}").fetchone() for name in (facts.name, target)]
    if counts[0] != counts[1]:
        raise _IncompleteError


def _own_references(
    connection: duckdb.DuckDBPyConnection, table: str
) -> list[tuple[tuple[str, ...], tuple[str, ...]]]:
    """Columns of the table's foreign keys to itself, and those referred to; one at most is supported."""
    schema, _, bare = table.rpartition(".")
    rows = connection.execute(
        "SELECT constraint_column_names, referenced_column_names FROM duckdb_constraints() "
        "WHERE database_name = current_database() AND schema_name = ? AND table_name = ? "
        "AND constraint_type = 'FOREIGN KEY' AND referenced_table = table_name",
        [schema, bare],
    ).fetchall()
    if len(rows) > 1:
        raise _IncompleteError
    return [(tuple(columns), tuple(to)) for columns, to in rows]
