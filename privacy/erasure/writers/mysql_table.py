"""What MySQL or MariaDB says of a table, and whether an instruction can be carried out on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
from pymysql.cursors import Cursor

from policy.text import Text
from privacy.erasure.errors import refused
from privacy.erasure.instruction import Instruction
from privacy.erasure.writers.checks import check_column, refuse_triggers

_FOLDER = Path(__file__).parent
_BYTES = {
    "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "bit",
    "geometry", "point", "linestring", "polygon", "multipoint", "multilinestring", "multipolygon",
    "geometrycollection", "geomcollection",
}  # fmt: skip
_TEXTS = {"char", "varchar", "tinytext", "text", "mediumtext", "longtext"}


@dataclass(frozen=True)
class MysqlColumn:
    """`follows_updates`: the server sets it to the time of any change, unless told otherwise."""

    name: str
    type: str
    not_null: bool
    generated: bool
    longest: int | None
    is_text: bool
    follows_updates: bool

    @property
    def is_json(self) -> bool:
        return self.type == "json"

    @property
    def is_bytes(self) -> bool:
        return self.type in _BYTES

    def output(self, alias: str) -> str:
        """The column in a text that gives the same value back: bytes as hexadecimal digits, a FLOAT with all
        of its digits, which the server shows only six of."""
        name = f"{alias}.{backticks(self.name)}"
        if self.is_bytes:
            return f"HEX({name})"
        if self.type == "float":
            return f"CAST({name} + 0e0 AS CHAR)"
        return (
            f"CONVERT(CAST({name} AS CHAR) USING utf8mb4)"
            if self.type == "json"
            else f"CAST({name} AS CHAR CHARACTER SET utf8mb4)"
        )

    @property
    def hole(self) -> str:
        return "UNHEX(%s)" if self.is_bytes else "%s"


@dataclass(frozen=True)
class Reference:
    child: str
    columns: tuple[str, ...]
    to_columns: tuple[str, ...]
    acts_on_delete: bool
    acts_on_update: bool


@dataclass(frozen=True)
class Facts:
    name: str
    kind: str
    engine: str
    columns: dict[str, MysqlColumn]
    references: tuple[Reference, ...]
    triggers: tuple[tuple[str, str], ...]

    @property
    def writable(self) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if not column.generated)

    @property
    def unmoved(self) -> str:
        """Assignments that keep the server from touching columns that follow updates."""
        return "".join(
            f", t.{backticks(name)} = t.{backticks(name)}"
            for name, column in self.columns.items()
            if column.follows_updates
        )


def backticks(name: str) -> str:
    return "`" + name.replace("`", "``") + "`"


def quoted(table: str) -> str:
    schema, _, bare = table.rpartition(".")
    return f"{backticks(schema)}.{backticks(bare)}"


def equal_columns(left: str, right: str, key: Sequence[str]) -> str:
    return " AND ".join(f"{left}.{backticks(name)} = {right}.{backticks(name)}" for name in key)


def read_facts(cursor: Cursor, table: str) -> Facts | None:
    """None where there is no such table, or the login sees none."""
    schema, _, bare = table.rpartition(".")
    cursor.execute(_sql("mysql_table"), (schema, bare))
    found = cursor.fetchone()
    if found is None:
        return None
    cursor.execute(_sql("mysql_columns"), (schema, bare))
    columns = {
        name: MysqlColumn(
            name, kind.lower(), not_null == "1", generated == "1", None if longest is None else int(longest),
            is_text == "1" and kind.lower() in _TEXTS, follows == "1",
        )
        for name, kind, not_null, generated, longest, is_text, follows in cursor.fetchall()
    }  # fmt: skip
    cursor.execute(_sql("mysql_references"), (schema, bare))
    keys: dict[tuple[str, ...], list[tuple[str, str, str, str]]] = {}
    for name, child_schema, child, column, to, on_delete, on_update in cursor.fetchall():
        keys.setdefault((name, f"{child_schema}.{child}"), []).append((column, to, on_delete, on_update))
    cursor.execute(
        "SELECT CONCAT_WS('.', EVENT_OBJECT_SCHEMA, EVENT_OBJECT_TABLE, TRIGGER_NAME), EVENT_MANIPULATION "
        "FROM information_schema.TRIGGERS WHERE EVENT_OBJECT_SCHEMA = %s AND EVENT_OBJECT_TABLE = %s",
        (schema, bare),
    )
    references = tuple(
        Reference(
            child,
            tuple(part[0] for part in parts),
            tuple(part[1] for part in parts),
            parts[0][2] == "1",
            parts[0][3] == "1",
        )
        for (_, child), parts in keys.items()
    )
    triggers = tuple((name, event) for name, event in cursor.fetchall())
    return Facts(quoted(table), found[0], (found[1] or "").lower(), columns, references, triggers)


def key_rows(keys: pa.Table, key: Sequence[str], facts: Facts) -> list[tuple[Any, ...]]:
    """Keys in the form that `MysqlColumn.hole` takes."""
    columns = []
    for name in key:
        values = keys.column(name).to_pylist()
        is_bytes = facts.columns[name].is_bytes
        columns.append([bytes(value).hex() if is_bytes else str(value) for value in values])
    return list(zip(*columns, strict=True))


def check_instruction(
    instruction: Instruction, key: Sequence[str], facts: Facts | None, known_triggers: Sequence[str]
) -> None:
    """Raises ErasureRefusedError for the first thing that stands in the way, but for the login's rights."""
    store, table = instruction.store, instruction.table
    if facts is None or facts.kind != "BASE TABLE" or facts.engine != "innodb":
        raise refused(
            store, table, "不是 InnoDB 表（视图，或不支持事务的引擎）",
            "it is no InnoDB table (a view, or an engine without transactions)",
            Text(
                zh="请在规则中指明数据所在的表，或改用 InnoDB。",
                en="Name the table that holds the data, or move it to InnoDB.",
            ),
        )  # fmt: skip
    events = ("DELETE", "INSERT") if instruction.action == "delete" else ("UPDATE",)
    firing = sorted(name for name, event in facts.triggers if event in events and name not in known_triggers)
    if firing:
        refuse_triggers(instruction, firing)
    for column, treatment in instruction.changes:
        check_column(instruction, column, treatment, key, facts.columns.get(column))
        for reference in facts.references:
            if reference.acts_on_update and column in reference.to_columns:
                raise refused(
                    store, table, f"改动列 {column} 会经外键改动 {reference.child}",
                    f"changing {column} would change {reference.child} through its foreign key",
                    Text(zh="请改为删除该行，或保留该列。", en="Delete the row instead, or keep the column."),
                )  # fmt: skip


def _sql(name: str) -> str:
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
