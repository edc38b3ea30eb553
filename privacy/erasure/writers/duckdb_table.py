"""What DuckDB says of a table, and whether an instruction can be carried out on it."""

from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from policy.text import Text
from privacy.erasure.errors import refused
from privacy.erasure.instruction import Instruction
from privacy.erasure.writers.checks import check_column
from privacy.stores.catalog import quote


@dataclass(frozen=True)
class DuckdbColumn:
    name: str
    type: str
    not_null: bool
    generated: bool
    longest: int | None = None

    @property
    def is_text(self) -> bool:
        return self.type == "VARCHAR"

    @property
    def is_json(self) -> bool:
        return self.type == "JSON"


@dataclass(frozen=True)
class Facts:
    name: str
    columns: dict[str, DuckdbColumn]
    identity: tuple[str, ...]

    @property
    def writable(self) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if not column.generated)


def parts_of(table: str) -> tuple[str, str]:
    schema, _, bare = table.rpartition(".")
    return schema or "main", bare


def read_facts(connection: duckdb.DuckDBPyConnection, table: str) -> Facts | None:
    """None where there is no such table; a view is none. The file is the connection's current database."""
    schema, bare = parts_of(table)
    place = "database_name = current_database() AND schema_name = ? AND table_name = ?"
    found = connection.execute(f"SELECT sql FROM duckdb_tables() WHERE {place}", [schema, bare]).fetchone()
    if found is None:
        return None
    rows = connection.execute(
        "SELECT column_name, data_type, is_nullable, column_default IS NOT NULL FROM duckdb_columns() "
        f"WHERE {place} ORDER BY column_index",
        [schema, bare],
    ).fetchall()
    name = f"{quote(schema)}.{quote(bare)}"
    columns = {
        column: DuckdbColumn(
            column, kind, not nullable, generated=has_default and _is_generated(connection, name, column)
        )
        for column, kind, nullable, has_default in rows
    }
    key = connection.execute(
        "SELECT constraint_column_names FROM duckdb_constraints() "
        f"WHERE {place} AND constraint_type = 'PRIMARY KEY'",
        [schema, bare],
    ).fetchone()
    return Facts(name, columns, tuple(key[0]) if key else ())


def check_instruction(instruction: Instruction, key: Sequence[str], facts: Facts | None) -> None:
    """Raises ErasureRefusedError for the first thing that stands in the way."""
    if facts is None:
        raise refused(
            instruction.store, instruction.table, "不是普通表（视图）", "it is no plain table (a view)",
            Text(zh="请在规则中指明数据所在的表。", en="Name the table that holds the data in the rule."),
        )  # fmt: skip
    for column, treatment in instruction.changes:
        check_column(instruction, column, treatment, {*key, *facts.identity}, facts.columns.get(column))


def _is_generated(connection: duckdb.DuckDBPyConnection, name: str, column: str) -> bool:
    """Whether an INSERT may not name the column: DuckDB has no flag for it. Nothing is written."""
    try:
        connection.execute(f"EXPLAIN INSERT INTO {name} ({quote(column)}) SELECT NULL WHERE false")
    except duckdb.BinderException:
        return True
    return False
