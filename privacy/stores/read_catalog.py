"""The catalog of the attached stores: tables, columns, keys, foreign keys and row counts."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import duckdb

from privacy.stores.catalog import Catalog, Column, ForeignKey, Table, matching
from privacy.stores.config import FOLDER_KINDS, StoreConfig
from privacy.stores.folders import NUMBERED
from privacy.stores.mysql import SYSTEM_SCHEMAS, Address

_SYSTEM_SCHEMAS = ("information_schema", "pg_catalog")
QUERIES = Path(__file__).parent
Keys = tuple[dict[str, tuple[str, ...]], dict[str, list[ForeignKey]]]


def read_catalog(connection: duckdb.DuckDBPyConnection, stores: Sequence[StoreConfig]) -> Catalog:
    """Tables of every store of `stores` that is attached to `connection`, in name order."""
    tables: list[Table] = []
    for store in stores:
        tables.extend(matching(_tables(connection, store), store.include, store.exclude))
    return Catalog(tuple(tables))


def _tables(connection: duckdb.DuckDBPyConnection, store: StoreConfig) -> list[Table]:
    rows = connection.execute(
        "SELECT schema_name, table_name, column_name, data_type, is_nullable FROM duckdb_columns() "
        "WHERE database_name = ? AND NOT list_contains(?, schema_name) "
        "AND NOT internal ORDER BY schema_name, table_name, column_index",
        [store.name, list(SYSTEM_SCHEMAS if store.kind == "mysql" else (*_SYSTEM_SCHEMAS, NUMBERED))],
    ).fetchall()
    if store.kind == "mysql" and (database := Address.of(store).database):
        # The server shows every database that the login may read; the URL names the one that is meant.
        rows = [row for row in rows if row[0] == database]
    columns: dict[str, list[Column]] = defaultdict(list)
    rooms = _text_rooms(connection, store)
    for schema, table, column, data_type, nullable in rows:
        name = _name(store, schema, table)
        room = rooms.get((name, column)) if data_type == "VARCHAR" else None
        columns[name].append(Column(column, data_type, bool(nullable), room))
    primary, foreign = _keys(connection, store)
    return [
        _with_count(
            connection,
            Table(store.name, name, tuple(cols), primary.get(name, ()), tuple(foreign.get(name, ()))),
        )
        for name, cols in columns.items()
    ]


def _name(store: StoreConfig, schema: str, table: str) -> str:
    return table if store.kind in FOLDER_KINDS or store.kind == "sqlite" else f"{schema}.{table}"


def _with_count(connection: duckdb.DuckDBPyConnection, table: Table) -> Table:
    try:
        row = connection.execute(f"SELECT count(*) FROM {table.sql_name}").fetchone()
    except duckdb.Error:
        # The login may see that the table is there and yet not be allowed to read it.
        row = None
    return replace(table, row_count=row[0] if row else None)


def _text_rooms(connection: duckdb.DuckDBPyConnection, store: StoreConfig) -> dict[tuple[str, str], int]:
    """Table and column -> `Column.room`, where the store's server bounds what is written."""
    if store.kind not in ("postgresql", "mysql"):
        return {}
    reader = "postgres_query" if store.kind == "postgresql" else "mysql_query"
    query = (QUERIES / f"{store.kind}_text_room.sql").read_text(encoding="utf-8")
    rows = connection.execute(f"SELECT * FROM {reader}(?, ?)", [store.name, query]).fetchall()
    return {(table, column): int(room) for table, column, room in rows}


def _keys(connection: duckdb.DuckDBPyConnection, store: StoreConfig) -> Keys:
    """Primary keys and foreign keys by table name."""
    if store.kind == "postgresql":
        query = (QUERIES / "postgresql_keys.sql").read_text(encoding="utf-8")
        rows = connection.execute("SELECT * FROM postgres_query(?, ?)", [store.name, query]).fetchall()
    elif store.kind == "mysql":
        query = (QUERIES / "mysql_keys.sql").read_text(encoding="utf-8")
        rows = connection.execute(
            # `mysql_query` has no lists; DuckDB makes them.
            "SELECT kind, table_name, list(key_column ORDER BY position), to_table, "
            "list(to_column ORDER BY position) FROM mysql_query(?, ?) "
            "GROUP BY kind, constraint_name, table_name, to_table ORDER BY table_name, kind, constraint_name",
            [store.name, query],
        ).fetchall()
    elif store.kind == "sqlite":
        query = (QUERIES / "sqlite_keys.sql").read_text(encoding="utf-8")
        rows = connection.execute(
            # `sqlite_query` has no lists; DuckDB makes them.
            "SELECT kind, table_name, list(key_column ORDER BY position), to_table, "
            "list(to_column ORDER BY position) FROM sqlite_query(?, ?) "
            "GROUP BY kind, constraint_name, table_name, to_table ORDER BY table_name, kind, constraint_name",
            [store.name, query],
        ).fetchall()
    elif store.kind == "duckdb":
        query = (QUERIES / "duckdb_keys.sql").read_text(encoding="utf-8")
        rows = connection.execute(query, [store.name]).fetchall()
    else:
        return {}, {}
    primary: dict[str, tuple[str, ...]] = {}
    foreign: dict[str, list[ForeignKey]] = defaultdict(list)
    for kind, table, key_columns, to_table, to_columns in rows:
        if kind == "primary":
            primary[table] = tuple(key_columns)
        else:
            foreign[table].append(ForeignKey(table, tuple(key_columns), to_table, tuple(to_columns)))
    return primary, foreign
