"""What PostgreSQL says of a table, and whether an instruction can be carried out on it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import namedtuple_row

from policy.text import Text
from privacy.erasure.errors import refused
from privacy.erasure.instruction import Instruction
from privacy.erasure.writers.checks import check_column, refuse_triggers
from privacy.stores.catalog import quote

_FOLDER = Path(__file__).parent
_TABLES = ("r", "p")
_INSERT, _DELETE, _UPDATE = 4, 8, 16
GRANT = Text(
    zh="请授予执行删除的账号 SELECT、DELETE 与 UPDATE 权限。",
    en="Grant SELECT, DELETE and UPDATE to the login that erases.",
)


@dataclass(frozen=True)
class Reference:
    """A foreign key to the table that deletes or changes rows by itself."""

    name: str
    child: str
    columns: tuple[str, ...]
    to_columns: tuple[str, ...]
    acts_on_delete: bool
    acts_on_update: bool
    to_itself: bool


@dataclass(frozen=True)
class Facts:
    """`name` is quoted; `writable` leaves out generated columns; `columns` has all by name."""

    name: str
    columns: dict[str, Any]
    references: tuple[Reference, ...]
    table: Any

    @property
    def writable(self) -> tuple[str, ...]:
        return tuple(name for name, column in self.columns.items() if not column.generated)

    def is_indexed(self, key: Sequence[str]) -> bool:
        """Whether an index begins with the columns of the key, in any order."""
        return any(set(columns[: len(key)]) == set(key) for columns in self.table.indexes)


def quoted(table: str) -> str:
    schema, _, bare = table.rpartition(".")
    return f"{quote(schema or 'public')}.{quote(bare)}"


def read_facts(connection: psycopg.Connection[Any], table: str) -> Facts | None:
    """None where there is no such table."""
    name = quoted(table)
    with connection.cursor(row_factory=namedtuple_row) as cursor:
        found: Any = cursor.execute(_sql("postgresql_table"), {"table": name}).fetchone()
        if found is None:
            return None
        columns: Any = cursor.execute(_sql("postgresql_columns"), {"table": name}).fetchall()
        references: Any = cursor.execute(_sql("postgresql_references"), {"table": name}).fetchall()
    return Facts(
        name,
        {column.name: column for column in columns},
        tuple(
            Reference(
                row.name, row.child, tuple(row.columns), tuple(row.to_columns),
                row.acts_on_delete, row.acts_on_update, row.to_itself,
            )
            for row in references
        ),
        found,
    )  # fmt: skip


def check_instruction(
    instruction: Instruction, key: Sequence[str], facts: Facts | None, known_triggers: Sequence[str]
) -> None:
    """Raises ErasureRefusedError for the first thing that stands in the way."""
    store, table = instruction.store, instruction.table
    if facts is None or facts.table.kind not in _TABLES or facts.table.has_rules or facts.table.has_heirs:
        raise refused(
            store, table, "不是普通表（视图、外部表、带规则或被继承）",
            "it is no plain table (a view, foreign, with rules or with heirs)",
            Text(zh="请在规则中指明数据所在的表。", en="Name the table that holds the data in the rule."),
        )  # fmt: skip
    _check_rights(instruction, facts)
    _check_triggers(instruction, facts, known_triggers)
    for column, treatment in instruction.changes:
        check_column(instruction, column, treatment, key, facts.columns.get(column))
        for reference in facts.references:
            if reference.acts_on_update and column in reference.to_columns:
                raise refused(
                    store, table, f"改动列 {column} 会经外键 {reference.name} 改动 {reference.child}",
                    f"changing {column} would change {reference.child} through the key {reference.name}",
                    Text(zh="请改为删除该行，或保留该列。", en="Delete the row instead, or keep the column."),
                )  # fmt: skip


def _check_rights(instruction: Instruction, facts: Facts) -> None:
    found = facts.table
    allowed = found.may_read and found.may_stage
    if instruction.action == "delete":
        acting = any(reference.acts_on_delete for reference in facts.references)
        allowed = allowed and found.may_delete and (found.may_lock or not acting)
    else:
        named = [facts.columns[name] for name, _ in instruction.changes if name in facts.columns]
        allowed = allowed and all(column.may_change for column in named)
    if not allowed:
        raise refused(
            instruction.store, instruction.table, "账号权限不足", "the login's rights do not suffice", GRANT
        )


def _check_triggers(instruction: Instruction, facts: Facts, known: Sequence[str]) -> None:
    # Undoing a deletion inserts, so triggers on INSERT count as well.
    events = _DELETE | _INSERT if instruction.action == "delete" else _UPDATE
    firing = [name for name, kind in facts.table.triggers if int(kind) & events and name not in known]
    if firing:
        refuse_triggers(instruction, sorted(firing))


def _sql(name: str) -> str:
    return (_FOLDER / f"{name}.sql").read_text(encoding="utf-8")
