"""By what a row is found again: the key of its table, or its place in its file."""

from dataclasses import dataclass

import duckdb

from policy.errors import PolicyError
from policy.retention import TableRule
from policy.text import Text
from privacy.stores.catalog import Table, quote
from privacy.stores.folders import FILE, NUMBERED, ROW

_OWN_ROW_NUMBERS = ("duckdb", "sqlite")
FILE_KEY = ("file", "file_row_number")


@dataclass(frozen=True)
class RowKey:
    """How to read the rows of a table so that each can be found again.

    Attributes:
        names: the key's columns as execution knows them.
        columns: the same, quoted, as columns of `relation`.
        relation: what stands behind FROM.
    """

    names: tuple[str, ...]
    columns: tuple[str, ...]
    relation: str


@dataclass(frozen=True)
class RowKeys:
    """Tells the row key of any table of the attached stores."""

    kinds: dict[str, str]  # store -> DuckDB's name of its kind
    views: frozenset[tuple[str, str, str]]  # store, schema, name

    @staticmethod
    def of(connection: duckdb.DuckDBPyConnection) -> "RowKeys":
        kinds = connection.execute("SELECT database_name, type FROM duckdb_databases()").fetchall()
        views = connection.execute(
            "SELECT database_name, schema_name, view_name FROM duckdb_views() WHERE NOT internal"
        ).fetchall()
        return RowKeys(dict(kinds), frozenset(views))

    def number(self, table: Table) -> RowKey:
        """Tells rows apart for counting; no row can be found again by it."""
        relation = f"(SELECT *, row_number() OVER () AS quanyi_number FROM {table.sql_name})"
        return RowKey(("quanyi_number",), ("quanyi_number",), relation)

    def key(self, table: Table, rule: TableRule) -> RowKey:
        """Raises PolicyError where nothing names one row of the table."""
        schema, _, bare = table.name.rpartition(".")
        if (table.store, NUMBERED, bare) in self.views:
            relation = ".".join(quote(part) for part in (table.store, NUMBERED, bare))
            return RowKey(FILE_KEY, (quote(FILE), quote(ROW)), relation)
        names = table.primary_key or rule.key
        if not names:
            is_view = (table.store, schema or "main", bare) in self.views
            if self.kinds.get(table.store) not in _OWN_ROW_NUMBERS or is_view:
                raise _nameless(table)
            names = ("rowid",)
        return RowKey(names, tuple(quote(name) for name in names), table.sql_name)


def _nameless(table: Table) -> PolicyError:
    place = f"{table.store} {table.name}"
    return PolicyError(
        Text(
            zh=f"retention.yaml：表 {place} 没有主键，无法指明要处理的行",
            en=f"retention.yaml: table {place} has no primary key, so rows to erase cannot be named",
        ),
        Text(
            zh="请为该表建立主键，或在规则中用 key 写明唯一的列。",
            en="Give the table a primary key, or name unique columns as the key of its rule.",
        ),
    )
