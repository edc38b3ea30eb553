"""A company's graph of ten tables for the erasure benchmarks, and the SQL an engineer would write by hand."""

import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from policy.retention import RetentionPolicy
from privacy.erasure.due import judge_rows
from privacy.erasure.plan import build_plan
from privacy.erasure.victims import victims_of
from privacy.stores.catalog import Catalog
from privacy.stores.config import StoreConfig
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session

AS_OF = datetime(2026, 3, 16)
# Table -> the table it refers to, and its share of all rows; every seventh row of some is older than its
# limit.
_GRAPH = {
    "address": ("member", 0.05),
    "device": ("member", 0.05),
    "orders": ("member", 0.15),
    "order_item": ("orders", 0.25),
    "review": ("order_item", 0.05),
    "refund": ("orders", 0.02),
    "ticket": ("member", 0.05),
    "ticket_event": ("ticket", 0.18),
    "login": ("member", 0.10),
}
_MEMBERS = 0.10
_LIMITED = "login"


@dataclass(frozen=True)
class Planned:
    """Seconds and rows of planning, ours and by hand, on the same attached store."""

    ours_s: float
    hand_s: float
    rows: int
    hand_rows: int


def build_graph_store(path: Path, rows: int) -> StoreConfig:
    """A DuckDB file with about `rows` rows in ten tables, primary and foreign keys declared; keys are
    spread."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(
            "CREATE TABLE member(id BIGINT PRIMARY KEY, name VARCHAR, phone VARCHAR);"
            "INSERT INTO member SELECT range, '会员' || range, '138' || lpad(range::VARCHAR, 8, '0') "
            f"FROM range({int(rows * _MEMBERS)})"
        )
        sizes = {"member": int(rows * _MEMBERS)}
        for table, (parent, share) in _GRAPH.items():
            sizes[table] = max(1, int(rows * share))
            connection.execute(
                f"CREATE TABLE {table}(id BIGINT PRIMARY KEY, "
                f"{parent}_id BIGINT NOT NULL REFERENCES {parent}, note VARCHAR, made TIMESTAMP);"
                f"INSERT INTO {table} SELECT range, hash(range * 7 + 3) % {sizes[parent]}, 'note ' || range, "
                f"TIMESTAMP '2026-03-01' - to_days(CAST(range % 700 AS INTEGER)) FROM range({sizes[table]})"
            )
    return StoreConfig(name="shop", kind="duckdb", url=str(path))


def graph_policy() -> RetentionPolicy:
    """Rows go, children and all; orders and their parts stay for their minimum, logins have a limit."""
    tables: list[dict[str, object]] = [
        {"id": "member", "erasure": {"action": "delete", "columns": ["name", "phone"]}}
    ]
    for table in _GRAPH:
        rule: dict[str, object] = {
            "id": table.replace("_", "-"),
            "erasure": {"action": "delete", "columns": ["note"]},
        }
        if table == _LIMITED:
            rule["limit"] = {"days": 690, "time": "made"}
        tables.append(rule)
    for rule in tables:
        rule |= {"store": "shop", "table": f"main.{str(rule['id']).replace('-', '_')}"}
    return RetentionPolicy.model_validate(
        {
            "subject": {"store": "shop", "table": "main.member", "key": "id"},
            "triggers": {"cancellation": {"days": 15, "source": "ours"}},
            "tables": tables,
        }
    )


def stage_people(connection: duckdb.DuckDBPyConnection, subjects: int) -> None:
    """Every member for the limits, `subjects` of them as cancelled, spread over the keys."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE staged_subjects AS "
        "WITH everyone AS (SELECT id::VARCHAR AS subject_raw, md5(id::VARCHAR) AS subject_id "
        "FROM shop.main.member) "
        "SELECT *, 'retention_limit' AS trigger, NULL::TIMESTAMP AS due_at, []::VARCHAR[] AS hold_scopes "
        "FROM everyone "
        "UNION ALL SELECT *, 'cancellation', TIMESTAMP '2026-03-01', []::VARCHAR[] "
        f"FROM (FROM everyone ORDER BY hash(subject_raw) LIMIT {subjects})"
    )


def plan_victims(
    connection: duckdb.DuckDBPyConnection, catalog: Catalog, policy: RetentionPolicy
) -> dict[str, int]:
    """Judge, plan and read all victims' keys; rows to be deleted per table."""
    judged = judge_rows(connection, policy, catalog, as_of=AS_OF)
    build_plan(judged)
    rows: dict[str, int] = {}
    for part in victims_of(judged):
        table = part.instruction.table.removeprefix("main.")
        rows[table] = rows.get(table, 0) + part.keys.num_rows
    return rows


def victims_by_hand(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """The same rows' keys by one join a table, as an engineer would write it for this graph and these
    rules."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE cancelled AS SELECT subject_raw::BIGINT AS id, subject_id "
        "FROM staged_subjects WHERE trigger = 'cancellation'"
    )
    rows = {
        "member": _read(
            connection, "SELECT m.id, c.subject_id FROM shop.main.member m JOIN cancelled c USING (id)"
        )
    }
    for table in _GRAPH:
        chain, child, joins = table, "t0", ""
        for depth in range(len(_GRAPH)):
            parent = _GRAPH[chain][0]
            if parent == "member":
                joins += f" JOIN cancelled c ON c.id = t{depth}.member_id"
                break
            joins += f" JOIN shop.main.{parent} t{depth + 1} ON t{depth + 1}.id = t{depth}.{parent}_id"
            chain = parent
        query = f"SELECT {child}.id, c.subject_id FROM shop.main.{table} {child}{joins}"
        if table == _LIMITED:
            query += (
                f" UNION ALL SELECT t.id, s.subject_id FROM shop.main.{table} t LEFT JOIN staged_subjects s "
                "ON s.subject_raw::BIGINT = t.member_id AND s.trigger = 'retention_limit' "
                f"WHERE t.made + INTERVAL 690 DAY < TIMESTAMP '{AS_OF}' "
                "AND t.member_id NOT IN (SELECT id FROM cancelled)"
            )
        rows[table] = _read(connection, query)
    return rows


def compare_planning(folder: Path, *, rows: int, subjects: int) -> Planned:
    """Both ways on one session, hand first, so that ours gains nothing from a cold cache.

    Raises:
        AssertionError: the two name different numbers of rows.
    """
    path = folder / "graph.duckdb"
    store = (
        build_graph_store(path, rows)
        if not path.exists()
        else StoreConfig(name="shop", kind="duckdb", url=str(path))
    )
    with open_session([store]) as session:
        catalog = read_catalog(session.connection, [store])
        stage_people(session.connection, subjects)
        started = time.perf_counter()
        by_hand = victims_by_hand(session.connection)
        between = time.perf_counter()
        ours = plan_victims(session.connection, catalog, graph_policy())
        ended = time.perf_counter()
    assert ours == by_hand, (ours, by_hand)
    return Planned(ended - between, between - started, sum(ours.values()), sum(by_hand.values()))


def _read(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    keys: pa.Table = connection.execute(query).to_arrow_table()
    return int(keys.num_rows)
