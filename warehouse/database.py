"""Opening the warehouse, and what it remembers of the state of its inputs."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb

from policy.errors import LockHeldError, UsageError
from policy.text import Text
from warehouse.contracts import Contract
from warehouse.state import InputState, Status

SCHEMA = Path(__file__).parent / "schema.sql"


@contextmanager
def open_warehouse(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A writing connection with the schemas in place; the caller holds the writer's lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(path))
    try:
        connection.execute(SCHEMA.read_text(encoding="utf-8"))
        yield connection
    finally:
        connection.close()


@contextmanager
def read_warehouse(path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A reading connection.

    Raises:
        UsageError: nothing has run yet.
        LockHeldError: a run is writing; DuckDB lets nobody read meanwhile.
    """
    if not path.is_file():
        raise UsageError(
            Text(zh="还没有任何运行结果", en="Nothing has run yet"),
            Text(zh="请先运行 quanyi run。", en="Run `quanyi run` first."),
        )
    try:
        connection = duckdb.connect(str(path), read_only=True)
    except duckdb.IOException:
        raise LockHeldError(
            Text(zh="有运行正在写入仓库", en="A run is writing the warehouse"),
            Text(zh="请等它结束后再试。", en="Wait until it has finished, then try again."),
        ) from None
    try:
        yield connection
    finally:
        connection.close()


def record_fresh(connection: duckdb.DuckDBPyConnection, contract: Contract, as_of: datetime) -> InputState:
    """Count the entity's rows, find its oldest time, and remember it as fresh for `as_of`."""
    oldest = f'min("{contract.time}")' if contract.time else "NULL"
    row = connection.execute(f"SELECT count(*), {oldest} FROM entities.{contract.entity}").fetchone()
    assert row is not None
    return _record(connection, InputState(contract.entity, "fresh", as_of, row[0], row[1]))


def record_model(connection: duckdb.DuckDBPyConnection, model: str, as_of: datetime) -> InputState:
    row = connection.execute(f"SELECT count(*) FROM models.{model}").fetchone()
    assert row is not None
    return _record(connection, InputState(model, "fresh", as_of, row[0]))


def record_unusable(
    connection: duckdb.DuckDBPyConnection, name: str, status: Status, detail: Text
) -> InputState:
    """Remember why an input cannot be trusted; rows of an earlier run stay but no longer count as fresh."""
    return _record(connection, InputState(name, status, detail=detail))


def input_states(connection: duckdb.DuckDBPyConnection) -> dict[str, InputState]:
    rows = connection.execute(
        "SELECT name, status, as_of, row_count, oldest, detail_zh, detail_en FROM meta.inputs"
    ).fetchall()
    return {
        name: InputState(name, status, as_of, count, oldest, Text(zh=zh, en=en) if zh else None)
        for name, status, as_of, count, oldest, zh, en in rows
    }


def record_problems(connection: duckdb.DuckDBPyConnection, entity: str, problems: Sequence[Text]) -> None:
    """Replace what is known of how an entity breaks its contract."""
    connection.execute("DELETE FROM meta.contract_problems WHERE entity = ?", [entity])
    for problem in problems:
        connection.execute(
            "INSERT INTO meta.contract_problems VALUES (?, ?, ?)", [entity, problem.zh, problem.en]
        )


def contract_problems(connection: duckdb.DuckDBPyConnection) -> dict[str, tuple[Text, ...]]:
    problems: dict[str, tuple[Text, ...]] = {}
    for entity, zh, en in connection.execute("FROM meta.contract_problems").fetchall():
        problems[entity] = (*problems.get(entity, ()), Text(zh=zh, en=en))
    return problems


def _record(connection: duckdb.DuckDBPyConnection, state: InputState) -> InputState:
    zh, en = (state.detail.zh, state.detail.en) if state.detail else (None, None)
    connection.execute(
        "INSERT OR REPLACE INTO meta.inputs VALUES (?, ?, ?, ?, ?, ?, ?)",
        [state.name, state.status, state.as_of, state.rows, state.oldest, zh, en],
    )
    return state
