"""Random schemas, data, policies and people for the plan's oracle, and their real stores."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import strategies as st

from policy.retention import RetentionPolicy
from privacy.stores.catalog import Catalog, Column, ForeignKey, Table
from privacy.stores.config import StoreConfig
from privacy.stores.session import attach

AS_OF = datetime(2026, 3, 16, 23)
KEY, PAIR, WHO = ("n",), ("a", "b"), ("who",)
PEOPLE = ("1", "2", "3", "4", "5")
NOBODY_STAGED = "9"
BASIS = {"zh": "法", "en": "law"}
Row = dict[str, Any]


@dataclass(frozen=True)
class Reference:
    """Columns of table `source` that refer to columns of table `target`; `when` a kind, for one that
    depends."""

    source: int
    columns: tuple[str, ...]
    target: int
    to: tuple[str, ...]
    declared: bool
    nullable: bool = True
    when: str | None = None


@dataclass
class World:
    """Table 0 is the subject table; `staged` holds (person, trigger, due, hold scopes)."""

    stores: list[str]
    keyed: list[bool]
    references: list[Reference]
    rows: list[list[Row]]
    policy: dict[str, Any]
    staged: list[tuple[str, str, datetime | None, list[str] | None]] = field(default_factory=list)

    def columns(self, table: int) -> list[Column]:
        found = [Column("n", "BIGINT", nullable=False), Column("a", "BIGINT"), Column("b", "BIGINT")]
        found += [Column("kind", "VARCHAR"), Column("p", "VARCHAR"), Column("q", "VARCHAR")]
        found += [Column("ts", "TIMESTAMP")] + [Column("who", "VARCHAR")] * (table == 0)
        names = {column.name for column in found}
        for reference in self.references:
            for column in reference.columns:
                if reference.source == table and column not in names:
                    names.add(column)
                    kind = "VARCHAR" if reference.to == WHO else "BIGINT"
                    found.append(Column(column, kind, nullable=reference.nullable))
        return found


def name_of(table: int) -> str:
    return f"t{table}"


def qualified(store: str, table: int) -> str:
    return f"main.{name_of(table)}" if store == "app" else name_of(table)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    count = draw(st.sampled_from([4, 3, 5, 2, 6, 7, 8, 1]))
    stores = ["app"] + [
        draw(st.sampled_from(["app", "app", "app", "side", "side", "lake"])) for _ in range(count - 1)
    ]
    references = draw(_references(count, stores))
    keyed = [store != "lake" and draw(st.booleans()) for store in stores]
    rows = draw(_rows(count, references))
    rules = [draw(_rule(table, stores[table], references)) for table in range(count)]
    exceptions = draw(_exceptions(rules))
    policy = {
        "subject": {"store": "app", "table": qualified("app", 0), "key": "who"},
        "triggers": draw(_triggers([rule["id"] for rule in rules if rule.get("personal", True)])),
        "exceptions": exceptions,
        "tables": rules,
    }
    staged = draw(_staged(list(policy["triggers"]), [rule["id"] for rule in rules]))
    return World(stores, keyed, references, rows, policy, staged)


@st.composite
def _references(draw: st.DrawFn, count: int, stores: list[str]) -> list[Reference]:
    references: list[Reference] = []
    # A chain towards the subject makes long ways likely; the rest makes cycles, self-references and ties.
    wanted = [(table, draw(st.integers(max(0, table - 2), table - 1))) for table in range(1, count)]
    anywhere = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    from_subject = [(0, table) for table in range(count) if draw(st.integers(0, 5)) == 5]
    others = from_subject + draw(st.lists(anywhere, max_size=3))
    for number, (source, target) in enumerate(wanted + others):
        to = draw(st.sampled_from([KEY, KEY, PAIR, WHO] if target == 0 else [KEY, KEY, PAIR]))
        columns = tuple(f"r{number}_{column}" for column in to)
        if stores[source] == stores[target] and stores[source] != "lake" and draw(st.integers(0, 4)) < 4:
            nullable = draw(st.sampled_from([True, True, False]))
            references.append(Reference(source, columns, target, to, declared=False, nullable=nullable))
        elif source:
            when = draw(st.sampled_from([None, None, "x", "y"]))
            references.append(Reference(source, columns, target, to, declared=True, when=when))
    for reference in list(references):
        # A link may name a foreign key as the one that says whose row it is.
        if not reference.declared and reference.source and draw(st.integers(0, 5)) == 5:
            references.append(
                Reference(
                    reference.source,
                    reference.columns,
                    reference.target,
                    reference.to,
                    True,
                    reference.nullable,
                )
            )
    return references


@st.composite
def _rows(draw: st.DrawFn, count: int, references: list[Reference]) -> list[list[Row]]:
    rows: list[list[Row]] = []
    stamp = 0
    for table in range(count):
        rows.append([])
        for _ in range(draw(st.sampled_from([3, 2, 4, 5, 3, 4] + [0] * (table > 0)))):
            stamp += 1
            row: Row = {"n": stamp, "a": draw(st.integers(1, 2)), "b": draw(st.integers(1, 2))}
            row["kind"] = draw(st.sampled_from(["x", "y", None]))
            row["p"] = draw(st.sampled_from(["张三", "erased-1", None]))
            row["q"] = draw(st.sampled_from(["李四", "erased-2", "*", None]))
            days = draw(st.sampled_from([1, 50, 150, 400, None]))
            row["ts"] = None if days is None else AS_OF - timedelta(days=days)
            if table == 0:
                row["who"] = draw(st.sampled_from((*PEOPLE, NOBODY_STAGED, NOBODY_STAGED)))
            rows[table].append(row)
    for reference in references:
        for row in rows[reference.source]:
            if reference.columns[0] not in row:
                row |= _values(draw, reference, rows[reference.target])
    return rows


def _values(draw: st.DrawFn, reference: Reference, targets: list[Row]) -> Row:
    """A reference to one of the rows, to nowhere, or partly or wholly NULL."""
    if targets and draw(st.integers(0, 4)) < 4:
        target = draw(st.sampled_from(targets))
        values = [target[column] for column in reference.to]
    else:
        values = [draw(st.sampled_from(PEOPLE)) if column == "who" else 99 for column in reference.to]
    if reference.nullable and draw(st.integers(0, 3)) == 3:
        values[draw(st.integers(0, len(values) - 1))] = None
    return dict(zip(reference.columns, values, strict=True))


@st.composite
def _rule(draw: st.DrawFn, table: int, store: str, references: list[Reference]) -> dict[str, Any]:
    links = []
    for reference in references:
        if reference.declared and reference.source == table:
            store_of = "app" if reference.target == 0 else None
            link = {
                "columns": list(reference.columns),
                "to": (reference.target, store_of, list(reference.to)),
            }
            if reference.when:
                link["when"] = {"column": "kind", "equals": [reference.when]}
            links.append(link)
    rule: dict[str, Any] = {
        "id": name_of(table),
        "store": store,
        "table": qualified(store, table),
        "link": links,
    }
    if table and draw(st.integers(0, 7)) == 7:
        return rule | {"personal": False}
    rule["erasure"] = draw(
        st.sampled_from(
            [
                {"action": "delete", "columns": ["p"]},
                {"action": "delete", "columns": ["p"]},
                {"action": "delete", "columns": ["p", "q"]},
                {"action": "delete", "columns": ["p", "q"]},
                {"action": "delete", "columns": ["q"]},
                {"action": "delete"},
                {"action": "delete", "fields": {"p": "clear", "q": "generalise"}},
                {"action": "clear", "columns": ["p", "q"]},
                {"action": "pseudonymise", "columns": ["q"]},
                {"fields": {"p": "pseudonymise", "q": "keep"}, "basis": BASIS},
                {"fields": {"p": "clear", "q": "generalise", "ts": "generalise"}},
                {"action": "keep", "basis": BASIS},
            ]
        )
    )
    treated = _treated(rule["erasure"])
    if draw(st.integers(0, 3)) == 3 and not (rule["erasure"].get("action") == "delete" and not treated):
        keep = [column for column in treated if draw(st.integers(0, 3)) == 3]
        rule["minimum"] = {"days": 100, "time": "ts", "basis": BASIS, "source": "law", "keep": keep}
    if draw(st.integers(0, 2)) == 2:
        limit = draw(
            st.sampled_from([{}, {"action": "clear", "columns": ["p"]}, {"fields": {"q": "generalise"}}])
        )
        rule["limit"] = {"days": 300, "time": "ts", **limit}
    return rule


def _treated(erasure: dict[str, Any]) -> list[str]:
    return [*erasure.get("columns", ()), *erasure.get("fields", {})]


@st.composite
def _exceptions(draw: st.DrawFn, rules: list[dict[str, Any]]) -> list[dict[str, Any]]:
    exceptions = []
    for rule in rules:
        if rule.get("personal", True) and draw(st.integers(0, 9)) == 9:
            treated = _treated(rule["erasure"])
            columns = treated[:1] if treated and draw(st.booleans()) else []
            until = draw(st.sampled_from(["2026-03-15", "2026-03-16"]))
            exceptions.append(
                {
                    "id": f"e-{rule['id']}",
                    "scope": [rule["id"]],
                    "columns": columns,
                    "basis": BASIS,
                    "until": until,
                }
            )
    return exceptions


@st.composite
def _triggers(draw: st.DrawFn, rule_ids: list[str]) -> dict[str, Any]:
    triggers: dict[str, Any] = {"cancellation": {"days": 15, "source": "ours", "clause": "c/1"}}
    if draw(st.booleans()):
        scope = [rule_id for rule_id in rule_ids if draw(st.booleans())]
        triggers["request"] = {"working_days": 15, "source": "law", "clause": "r/1", "rules": scope}
    return triggers


@st.composite
def _staged(
    draw: st.DrawFn, triggers: list[str], rule_ids: list[str]
) -> list[tuple[str, str, datetime | None, list[str] | None]]:
    staged: list[tuple[str, str, datetime | None, list[str] | None]] = []
    for person in PEOPLE:
        scopes = draw(
            st.sampled_from(
                [
                    [],
                    [],
                    [],
                    [],
                    [],
                    [],
                    [],
                    ["all"],
                    ["no such rule"],
                    None,
                    [draw(st.sampled_from(rule_ids))],
                ]
            )
        )
        staged.append((person, "retention_limit", None, scopes))
        for trigger in triggers:
            if draw(st.integers(0, 4)) < 3:
                due = AS_OF - timedelta(days=draw(st.integers(0, 2)))
                staged.append((person, trigger, due, scopes))
    return staged


def policy_of(world: World) -> RetentionPolicy:
    document = dict(world.policy)
    document["tables"] = [dict(rule) for rule in document["tables"]]
    for rule in document["tables"]:
        rule["link"] = [
            link
            | {
                "to": {
                    "store": world.stores[link["to"][0]],
                    "table": qualified(world.stores[link["to"][0]], link["to"][0]),
                    "columns": link["to"][2],
                }
            }
            for link in rule["link"]
        ]
    return RetentionPolicy.model_validate(document)


def build(
    world: World, connection: duckdb.DuckDBPyConnection, folder: Path, postgresql: str | None = None
) -> Catalog:
    """The stores as files attached to the connection, and their catalog.

    Its foreign keys are declared by no store, so that nothing but the plan keeps references whole.
    `postgresql` is the URL of a server to hold the store `app` instead of a DuckDB file.
    """
    _fill_sqlite(world, folder / "side.sqlite")
    connection.execute(f"ATTACH '{folder / 'side.sqlite'}' AS side (TYPE SQLITE)")
    if postgresql is None:
        connection.execute(f"ATTACH '{folder / 'app.duckdb'}' AS app")
    else:
        _fill_postgresql(world, postgresql)
        attach(connection, StoreConfig(name="app", kind="postgresql", url=postgresql))
    tables = []
    (folder / "lake").mkdir()
    for number, store in enumerate(world.stores):
        columns, rows = world.columns(number), world.rows[number]
        primary = ("n",) if world.keyed[number] else ()
        keys = tuple(
            ForeignKey(name_of(number), r.columns, qualified(store, r.target), r.to)
            for r in world.references
            if r.source == number and not r.declared
        )
        table = Table(store, qualified(store, number), tuple(columns), primary, keys, len(rows))
        tables.append(table)
        if store == "lake":
            _write_parquet(folder / "lake", number, columns, rows)
        elif store == "app" and postgresql is None:
            connection.execute(f"CREATE TABLE {table.sql_name}({_typed(columns, primary)})")
            if rows:
                connection.execute(f"INSERT INTO {table.sql_name} {_values_of(columns, rows)}")
    attach(connection, StoreConfig(name="lake", kind="parquet", url=str(folder / "lake")))
    return Catalog(tuple(tables))


def _fill_postgresql(world: World, url: str) -> None:
    with psycopg.connect(url, autocommit=True) as database:
        database.execute(
            "SET client_min_messages = error; DROP SCHEMA IF EXISTS main CASCADE; CREATE SCHEMA main"
        )
        for number, store in enumerate(world.stores):
            if store == "app":
                columns, rows = world.columns(number), world.rows[number]
                primary = ("n",) if world.keyed[number] else ()
                database.execute(f"CREATE TABLE main.{name_of(number)}({_typed(columns, primary)})")
                if rows:
                    database.execute(f"INSERT INTO main.{name_of(number)} {_values_of(columns, rows)}")


def _fill_sqlite(world: World, path: Path) -> None:
    with closing(sqlite3.connect(path)) as database:
        database.execute("PRAGMA synchronous = OFF")
        for number, store in enumerate(world.stores):
            if store == "side":
                columns, rows = world.columns(number), world.rows[number]
                primary = ("n",) if world.keyed[number] else ()
                database.execute(f"CREATE TABLE {name_of(number)}({_typed(columns, primary)})")
                if rows:
                    database.execute(f"INSERT INTO {name_of(number)} {_values_of(columns, rows)}")
        database.commit()


def _typed(columns: list[Column], primary: tuple[str, ...]) -> str:
    typed = ", ".join(f"{column.name} {column.type}" for column in columns)
    return typed + ", PRIMARY KEY (n)" * bool(primary)


def _values_of(columns: list[Column], rows: list[Row]) -> str:
    def constant(value: object) -> str:
        if value is None:
            return "NULL"
        return str(value) if isinstance(value, int) else f"'{value}'"

    lines = (f"({', '.join(constant(row[column.name]) for column in columns)})" for row in rows)
    return f"VALUES {', '.join(lines)}"


def _write_parquet(lake: Path, number: int, columns: list[Column], rows: list[Row]) -> None:
    """Two files a table, so that a row's place in its file is not its place in the table."""
    types = {"BIGINT": pa.int64(), "VARCHAR": pa.string(), "TIMESTAMP": pa.timestamp("us")}
    schema = pa.schema([(column.name, types[column.type]) for column in columns])
    (lake / name_of(number)).mkdir()
    half = len(rows) // 2
    for file, part in (("a", rows[:half]), ("b", rows[half:])):
        table = pa.Table.from_pylist([{f: row[f] for f in schema.names} for row in part], schema=schema)
        pq.write_table(table, lake / name_of(number) / f"{file}.parquet")


def stage(world: World, connection: duckdb.DuckDBPyConnection) -> None:
    names = ("subject_raw", "trigger", "due_at", "hold_scopes")
    types = (pa.string(), pa.string(), pa.timestamp("us"), pa.list_(pa.string()))
    staged = pa.table(
        {
            name: pa.array(list(values), type_)
            for name, values, type_ in zip(names, zip(*world.staged, strict=True), types, strict=True)
        }
    )
    connection.register("staged", staged)
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE staged_subjects AS "
        "SELECT *, 'key-' || subject_raw AS subject_id FROM staged"
    )
    connection.unregister("staged")


def place_of_rows(world: World, table: int, folder: Path) -> dict[tuple[Any, ...], int]:
    """By what a row is found -> its number; told without the product's help."""
    rows = world.rows[table]
    if world.stores[table] == "lake":
        half, place = len(rows) // 2, folder / "lake" / name_of(table)
        return {
            (str(place / f"{file}.parquet"), number): row["n"]
            for file, part in (("a", rows[:half]), ("b", rows[half:]))
            for number, row in enumerate(part)
        }
    if world.keyed[table]:
        return {(row["n"],): row["n"] for row in rows}
    first = 0 if world.stores[table] == "app" else 1  # DuckDB counts rows from 0, SQLite from 1
    return {(number,): row["n"] for number, row in enumerate(rows, start=first)}
