"""Which rows belong to whom: the generated SQL against a slow walk in Python over random schemas and data."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import duckdb
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from policy.errors import PolicyError
from policy.retention import RetentionPolicy
from privacy.erasure.due import FOLDER
from privacy.erasure.graph import Node, build_graph
from privacy.erasure.statements import Statements
from privacy.stores.catalog import Catalog, Column, ForeignKey, Table

START = datetime(2020, 1, 1)
SUBJECTS = ("1", "2", "3")
SIMPLE, COMPOSITE, SUBJECT_KEY = ("a",), ("a", "b"), ("who",)


@dataclass(frozen=True)
class Reference:
    source: int
    target: int
    columns: tuple[str, ...]
    target_columns: tuple[str, ...]
    declared: bool


@dataclass
class World:
    """Table 0 is the subject table; `rows[t]` are dicts, numbered across tables by `n`."""

    stores: list[str]
    references: list[Reference]
    rows: list[list[dict[str, object]]] = field(default_factory=list)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    count = draw(st.integers(2, 5))
    stores = ["app", *(draw(st.sampled_from(["app", "app", "app", "lake"])) for _ in range(count - 1))]
    references: list[Reference] = []
    # A chain towards the subject makes long paths likely; the rest makes cycles, self-references and ties.
    chain = [(table, draw(st.integers(max(0, table - 2), table - 1))) for table in range(1, count)]
    anywhere = st.tuples(st.integers(0, count - 1), st.integers(0, count - 1))
    for number, (source, target) in enumerate(chain + draw(st.lists(anywhere, max_size=4))):
        if stores[source] != stores[target]:
            continue  # no foreign key crosses stores
        to = draw(st.sampled_from([SIMPLE, COMPOSITE, SUBJECT_KEY] if target == 0 else [SIMPLE, COMPOSITE]))
        names = tuple(f"f{number}_{name}" for name in to)
        references.append(Reference(source, target, names, to, declared=False))
    for source in range(1, count):
        for number in range(draw(st.sampled_from([0, 0, 0, 0, 0, 1, 2]))):
            references.append(Reference(source, 0, (f"link{source}_{number}",), SUBJECT_KEY, declared=True))
    world = World(stores, references)
    stamp = 0
    for table in range(count):
        world.rows.append([])
        for _ in range(draw(st.integers(0, 5))):
            stamp += 1
            row: dict[str, object] = {"n": stamp, "a": draw(st.integers(1, 3)), "b": draw(st.integers(1, 2))}
            if table == 0:
                row["who"] = draw(st.sampled_from(SUBJECTS))
            for reference in references:
                if reference.source == table:
                    row |= {name: draw(st.sampled_from([None, 1, 2, 3])) for name in reference.columns}
            world.rows[table].append(row)
    return world


def name(table: int) -> str:
    return f"t{table}"


def build(world: World, connection: duckdb.DuckDBPyConnection) -> Catalog:
    """Tables in two attached stores; a foreign key to `who` is text, a declared link to it a number."""
    connection.execute("ATTACH ':memory:' AS app; ATTACH ':memory:' AS lake")
    tables = []
    for number, store in enumerate(world.stores):
        columns = [
            Column("n", "INTEGER"),
            Column("a", "INTEGER"),
            Column("b", "INTEGER"),
            Column("ts", "TIMESTAMP"),
        ]
        columns += [Column("who", "VARCHAR")] if number == 0 else []
        keys = []
        for reference in world.references:
            if reference.source != number:
                continue
            text = reference.target_columns == SUBJECT_KEY and not reference.declared
            columns += [Column(column, "VARCHAR" if text else "INTEGER") for column in reference.columns]
            if not reference.declared:
                keys.append(
                    ForeignKey(
                        name(number), reference.columns, name(reference.target), reference.target_columns
                    )
                )
        table = Table(store, name(number), tuple(columns), foreign_keys=tuple(keys))
        tables.append(table)
        typed = ", ".join(f"{column.name} {column.type}" for column in columns)
        connection.execute(f"CREATE TABLE {table.sql_name}({typed})")
        for row in world.rows[number]:
            values = row | {"ts": START + timedelta(days=int(str(row["n"])))}
            connection.execute(
                f"INSERT INTO {table.sql_name} VALUES ({', '.join('?' * len(columns))})",
                [values[column.name] for column in columns],
            )
    return Catalog(tuple(tables))


def policy_for(world: World) -> RetentionPolicy:
    """Every table has a minimum, whose end tells the oracle which row it is looking at."""
    tables = []
    for number, store in enumerate(world.stores):
        links = [
            {"column": reference.columns[0], "to": {"store": "app", "table": "t0", "column": "who"}}
            for reference in world.references
            if reference.declared and reference.source == number
        ]
        minimum = {"days": 1, "time": "ts", "basis": {"zh": "法", "en": "law"}, "source": "law"}
        erase = {"action": "delete", "columns": ["a"]}
        rule = {"id": name(number), "store": store, "table": name(number), "link": links, "minimum": minimum}
        tables.append(rule | {"on_cancellation": erase})
    return RetentionPolicy.model_validate(
        {
            "subject": {"store": "app", "table": "t0", "key": "who"},
            "triggers": {"cancellation": {"days": 15, "source": "ours"}},
            "tables": tables,
        }
    )


def simple_paths(world: World, table: int, passed: tuple[int, ...] = ()) -> Iterator[tuple[Reference, ...]]:
    if table == 0:
        yield ()
        return
    own = [reference for reference in world.references if reference.source == table]
    for reference in [r for r in own if r.declared] or own:
        if reference.target not in (*passed, table):
            for rest in simple_paths(world, reference.target, (*passed, table)):
                yield (reference, *rest)


def oracle_paths(world: World, table: int) -> set[tuple[Reference, ...]] | str:
    """The paths that make a row somebody's; 'none' or 'ambiguous' where policy has to say more."""
    every = set(simple_paths(world, table))
    if not every:
        return "none"
    if any(reference.declared and reference.source == table for reference in world.references):
        return every
    shortest = {path for path in every if len(path) == min(map(len, every))}
    undeclared = {tuple(step for step in path if not step.declared) for path in shortest}
    return shortest if len(undeclared) == 1 else "ambiguous"


def owners(world: World, table: int, row: dict[str, object], path: tuple[Reference, ...]) -> set[str]:
    if not path:
        return {str(row["who"])}
    step = path[0]
    values = [row[column] for column in step.columns]
    if None in values:
        return set()
    if step.target == 0 and step.target_columns == SUBJECT_KEY:
        return {str(values[0])}  # even when the person's own row is gone
    found: set[str] = set()
    for other in world.rows[step.target]:
        if [other[column] for column in step.target_columns] == values:
            found |= owners(world, step.target, other, path[1:])
    return found


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(world=worlds(), staged=st.sets(st.sampled_from(SUBJECTS), min_size=1))
def test_rows_of_a_subject_equal_the_oracle(world: World, staged: set[str]) -> None:
    with duckdb.connect() as connection:
        catalog, policy = build(world, connection), policy_for(world)
        connection.execute(
            "CREATE TEMP TABLE staged_subjects AS SELECT unnest(?::VARCHAR[]) AS subject_raw, "
            "TIMESTAMP '2026-01-01' AS due_at, false AS held, 'cancellation' AS trigger",
            [sorted(staged)],
        )
        connection.execute("ALTER TABLE staged_subjects ADD COLUMN subject_id VARCHAR")
        connection.execute("UPDATE staged_subjects SET subject_id = subject_raw")
        connection.execute((FOLDER / "staged_by_subject.sql").read_text(encoding="utf-8"))
        graph = build_graph(catalog, policy)
        statements = Statements(graph, catalog, datetime(2026, 3, 16))
        for number, store in enumerate(world.stores):
            paths = oracle_paths(world, number)
            try:
                graph.paths(Node(store, name(number)))
            except PolicyError:
                assert isinstance(paths, str)
                event(f"paths: {paths}")
                continue
            assert not isinstance(paths, str)
            event(f"paths: {len(paths)} of {max(map(len, paths))} steps")
            expected = {
                (subject, row["n"])
                for row in world.rows[number]
                for path in paths
                for subject in owners(world, number, row, path) & staged
            }
            sql = statements.candidates(policy.tables[number])
            found = connection.execute(f"SELECT subject_id, minimum_ends FROM ({sql})").fetchall()
            rows = [(subject, (ends - START).days - 1) for subject, ends in found]
            assert len(rows) == len(set(rows))
            assert set(rows) == expected
