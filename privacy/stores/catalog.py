"""What tables, columns and keys a store has, and what changed since the last look."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from fnmatch import fnmatchcase
from typing import Any, Literal

from policy.errors import StoreError
from policy.text import Text

ChangeKind = Literal[
    "table_added", "table_removed", "column_added", "column_removed", "column_retyped", "keys_changed"
]


@dataclass(frozen=True)
class Column:
    """`type` is the type as DuckDB sees it, e.g. `VARCHAR`, `BIGINT`, `TIMESTAMP`.

    `room` of a `VARCHAR` is how many characters the store takes: None for a text of any length, 0 where its
    values have a form of their own there, such as JSON or an enumeration.
    """

    name: str
    type: str
    nullable: bool = True
    room: int | None = None


@dataclass(frozen=True)
class ForeignKey:
    """`columns` of `table` refer to `to_columns` of `to_table`, in order; both tables are in one store."""

    table: str
    columns: tuple[str, ...]
    to_table: str
    to_columns: tuple[str, ...]


@dataclass(frozen=True)
class Table:
    """`name` is `schema.table` in a database and the bare folder or file name in a folder of files.

    `row_count` None means that the login may not read the table.
    """

    store: str
    name: str
    columns: tuple[Column, ...]
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    row_count: int | None = None

    @property
    def sql_name(self) -> str:
        """Quoted full name in a DuckDB session that has the stores attached."""
        schema, _, bare = self.name.rpartition(".")
        return ".".join(quote(part) for part in (self.store, schema or "main", bare))

    @property
    def is_readable(self) -> bool:
        return self.row_count is not None

    def column(self, name: str) -> Column | None:
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True)
class Catalog:
    tables: tuple[Table, ...] = field(default_factory=tuple)

    def table(self, store: str, name: str) -> Table | None:
        return next((table for table in self.tables if (table.store, table.name) == (store, name)), None)

    def to_json(self) -> list[dict[str, Any]]:
        return [asdict(table) for table in self.tables]

    @staticmethod
    def from_json(tables: Iterable[dict[str, Any]]) -> "Catalog":
        return Catalog(
            tuple(
                Table(
                    store=table["store"],
                    name=table["name"],
                    columns=tuple(Column(**column) for column in table["columns"]),
                    primary_key=tuple(table["primary_key"]),
                    foreign_keys=tuple(
                        ForeignKey(
                            table=key["table"],
                            columns=tuple(key["columns"]),
                            to_table=key["to_table"],
                            to_columns=tuple(key["to_columns"]),
                        )
                        for key in table["foreign_keys"]
                    ),
                    row_count=table["row_count"],
                )
                for table in tables
            )
        )


def unreadable(tables: Iterable[Table]) -> StoreError | None:
    """What to say of tables that the login may not read; None when there are none."""
    names = [f"{table.store}.{table.name}" for table in tables if not table.is_readable]
    if not names:
        return None
    return StoreError(
        Text(zh=f"账号无权读取 {'、'.join(names)}", en=f"The login may not read {', '.join(names)}"),
        Text(
            zh="请授予 SELECT 权限，或在 quanyi.yaml 中用 exclude 排除。",
            en="Grant SELECT on it, or leave it out by `exclude` in quanyi.yaml.",
        ),
    )


@dataclass(frozen=True)
class Change:
    """One difference between two catalogs; `detail` names types or keys, never values."""

    store: str
    table: str
    column: str | None
    kind: ChangeKind
    detail: str = ""


def diff(before: Catalog, after: Catalog) -> list[Change]:
    """What was added, dropped or retyped, in the order of store, table, column."""
    old = {(table.store, table.name): table for table in before.tables}
    new = {(table.store, table.name): table for table in after.tables}
    changes: list[Change] = []
    for key in sorted(old.keys() | new.keys()):
        if key not in new:
            changes.append(Change(*key, None, "table_removed"))
        elif key not in old:
            changes.append(Change(*key, None, "table_added"))
        else:
            changes.extend(_column_changes(old[key], new[key]))
    return changes


def _column_changes(old: Table, new: Table) -> list[Change]:
    before = {column.name: column.type for column in old.columns}
    after = {column.name: column.type for column in new.columns}
    changes: list[Change] = []
    for name in sorted(before.keys() | after.keys()):
        if name not in after:
            changes.append(Change(new.store, new.name, name, "column_removed", before[name]))
        elif name not in before:
            changes.append(Change(new.store, new.name, name, "column_added", after[name]))
        elif before[name] != after[name]:
            detail = f"{before[name]} → {after[name]}"
            changes.append(Change(new.store, new.name, name, "column_retyped", detail))
    if (old.primary_key, set(old.foreign_keys)) != (new.primary_key, set(new.foreign_keys)):
        changes.append(Change(new.store, new.name, None, "keys_changed"))
    return changes


def quote(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def matching(tables: Sequence[Table], include: Sequence[str], exclude: Sequence[str]) -> tuple[Table, ...]:
    """Tables whose name matches a glob of `include` (all when empty) and none of `exclude`."""
    return tuple(
        table
        for table in tables
        if (not include or any(fnmatchcase(table.name, glob) for glob in include))
        and not any(fnmatchcase(table.name, glob) for glob in exclude)
    )
