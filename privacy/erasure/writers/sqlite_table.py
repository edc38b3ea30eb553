"""What SQLite says of a table, and whether an instruction can be carried out on it."""

import re
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from policy.text import Text
from privacy.erasure.errors import refused
from privacy.erasure.instruction import Instruction
from privacy.erasure.writers.checks import check_column, refuse_triggers
from privacy.stores.catalog import quote

_TRIGGER_EVENT = re.compile(r"\b(DELETE|INSERT|UPDATE)\b", re.IGNORECASE)


@dataclass(frozen=True)
class SqliteColumn:
    name: str
    not_null: bool
    generated: bool
    is_text: bool = True  # any column may hold a text; each value tells its own type
    is_json: bool = False
    longest: int | None = None


@dataclass(frozen=True)
class Reference:
    child: str
    columns: tuple[str, ...]
    to_columns: tuple[str, ...]
    acts_on_delete: bool
    acts_on_update: bool


@dataclass(frozen=True)
class Facts:
    """`identity`: columns by which a row can still be found after VACUUM; empty where there are none."""

    name: str
    kind: str
    columns: dict[str, SqliteColumn]
    identity: tuple[str, ...]
    references: tuple[Reference, ...]
    triggers: tuple[tuple[str, str], ...]

    @property
    def writable(self) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if not column.generated)


def read_facts(connection: sqlite3.Connection, table: str) -> Facts | None:
    """None where there is no such table."""
    bare = table.rpartition(".")[2]
    found = connection.execute(
        "SELECT type FROM sqlite_schema WHERE name = ? AND type IN ('table', 'view')", (bare,)
    ).fetchone()
    if found is None:
        return None
    info = connection.execute(
        'SELECT name, type, "notnull", pk, hidden FROM pragma_table_xinfo(?)', (bare,)
    ).fetchall()
    key = [row for row in sorted(info, key=lambda row: row[3]) if row[3]]
    # A rowid-table without a declared key has one, but VACUUM may number it anew.
    is_rowid = len(key) == 1 and key[0][1].upper() == "INTEGER"
    (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", (bare,)).fetchone()
    virtual = found[0] == "table" and sql.upper().lstrip().startswith("CREATE VIRTUAL")
    triggers = connection.execute(
        "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND tbl_name = ? COLLATE NOCASE", (bare,)
    ).fetchall()
    return Facts(
        quote(bare),
        "virtual" if virtual else found[0],
        {
            name: SqliteColumn(name, bool(not_null), generated=hidden in (2, 3))
            for name, _, not_null, _, hidden in info
            if hidden != 1
        },
        tuple(row[0] for row in key) if key and (is_rowid or all(row[2] for row in key)) else (),
        tuple(_references(connection, bare, tuple(row[0] for row in key))),
        tuple((name, found[1].upper()) for name, text in triggers if (found := _TRIGGER_EVENT.search(text))),
    )


def check_instruction(
    instruction: Instruction, key: Sequence[str], facts: Facts | None, known_triggers: Sequence[str]
) -> None:
    """Raises ErasureRefusedError for the first thing that stands in the way."""
    store, table = instruction.store, instruction.table
    if facts is None or facts.kind != "table":
        raise refused(
            store, table, "不是普通表（视图或虚拟表）", "it is no plain table (a view or a virtual table)",
            Text(zh="请在规则中指明数据所在的表。", en="Name the table that holds the data in the rule."),
        )  # fmt: skip
    events = ("DELETE", "INSERT") if instruction.action == "delete" else ("UPDATE",)
    names = {
        name: f"main.{table.rpartition('.')[2]}.{name}" for name, event in facts.triggers if event in events
    }
    firing = sorted(name for name in names.values() if name not in known_triggers)
    if firing:
        refuse_triggers(instruction, firing)
    for column, treatment in instruction.changes:
        check_column(instruction, column, treatment, {*key, *facts.identity}, facts.columns.get(column))
        for reference in facts.references:
            if reference.acts_on_update and column in reference.to_columns:
                raise refused(
                    store, table, f"改动列 {column} 会经外键改动 {reference.child}",
                    f"changing {column} would change {reference.child} through its foreign key",
                    Text(zh="请改为删除该行，或保留该列。", en="Delete the row instead, or keep the column."),
                )  # fmt: skip


def _references(connection: sqlite3.Connection, bare: str, key: tuple[str, ...]) -> list[Reference]:
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    found: dict[tuple[str, int], list[tuple[str, str | None, str, str]]] = {}
    for (child,) in tables:
        for number, _, to, column, to_column, on_update, on_delete, _ in connection.execute(
            "SELECT * FROM pragma_foreign_key_list(?)", (child,)
        ):
            if to.lower() == bare.lower():
                found.setdefault((child, number), []).append((column, to_column, on_update, on_delete))
    acting = ("CASCADE", "SET NULL", "SET DEFAULT")
    return [
        Reference(
            child,
            tuple(part[0] for part in parts),
            tuple(part[1] or key[place] for place, part in enumerate(parts)),
            parts[0][3] in acting,
            parts[0][2] in acting,
        )
        for (child, _), parts in found.items()
    ]
