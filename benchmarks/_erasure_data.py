"""A company's graph of ten tables for the erasure benchmarks, and the SQL an engineer would write by hand."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import psycopg
import pyarrow as pa

from policy.retention import RetentionPolicy
from privacy.erasure.due import judge_rows
from privacy.erasure.plan import build_plan
from privacy.erasure.victims import victims_of
from privacy.stores.catalog import Catalog
from privacy.stores.config import StoreConfig
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import load_extension, open_session

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
ROUNDS = 3
# Table -> keys with the keyed id of the person for whose sake the row goes.
Victims = dict[str, list[pa.Table]]


@dataclass(frozen=True)
class GraphStore:
    """A store with the graph, and the schema its tables are in."""

    config: StoreConfig
    schema: str


@dataclass(frozen=True)
class Planned:
    """Planning, ours and by hand, on the same attached store: wall and CPU seconds, and whether both name the
    same rows. `rows` is how many."""

    ours_s: float
    hand_s: float
    ours_cpu_s: float
    hand_cpu_s: float
    rows: int
    agree: bool


def duckdb_graph(path: Path, rows: int) -> GraphStore:
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
    return GraphStore(StoreConfig(name="shop", kind="duckdb", url=str(path)), "main")


def postgresql_graph(url: str, copied: GraphStore) -> GraphStore:
    """The same tables in PostgreSQL, with keys, indexes on what refers, and statistics."""
    with duckdb.connect() as connection:
        load_extension(connection, "postgres_scanner")
        connection.execute(f"ATTACH '{copied.config.url}' AS shop (READ_ONLY)")
        connection.execute(f"ATTACH '{url}' AS pg (TYPE postgres)")
        for table in ("member", *_GRAPH):
            connection.execute(f"CREATE TABLE pg.public.{table} AS FROM shop.main.{table}")
    with psycopg.connect(url, autocommit=True) as server:
        for table in ("member", *_GRAPH):
            server.execute(f"ALTER TABLE {table} ADD PRIMARY KEY (id)")
        for table, (parent, _) in _GRAPH.items():
            server.execute(
                f"ALTER TABLE {table} ALTER {parent}_id SET NOT NULL, "
                f"ADD FOREIGN KEY ({parent}_id) REFERENCES {parent}"
            )
            server.execute(f"CREATE INDEX ON {table} ({parent}_id)")
        server.execute("VACUUM ANALYZE")
    return GraphStore(StoreConfig(name="shop", kind="postgresql", url=url), "public")


def graph_policy(schema: str) -> RetentionPolicy:
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
        rule |= {"store": "shop", "table": f"{schema}.{str(rule['id']).replace('-', '_')}"}
    return RetentionPolicy.model_validate(
        {
            "subject": {"store": "shop", "table": f"{schema}.member", "key": "id"},
            "triggers": {"cancellation": {"days": 15, "source": "ours"}},
            "tables": tables,
        }
    )


def stage_people(connection: duckdb.DuckDBPyConnection, schema: str, subjects: int) -> None:
    """Every member for the limits, `subjects` of them as cancelled, spread over the keys."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE staged_subjects AS "
        "WITH everyone AS (SELECT id::VARCHAR AS subject_raw, md5(id::VARCHAR) AS subject_id "
        f"FROM shop.{schema}.member) "
        "SELECT *, 'retention_limit' AS trigger, NULL::TIMESTAMP AS due_at, []::VARCHAR[] AS hold_scopes "
        "FROM everyone "
        "UNION ALL SELECT *, 'cancellation', TIMESTAMP '2026-03-01', []::VARCHAR[] "
        f"FROM (FROM everyone ORDER BY hash(subject_raw) LIMIT {subjects})"
    )


def plan_victims(connection: duckdb.DuckDBPyConnection, catalog: Catalog, policy: RetentionPolicy) -> Victims:
    """Judge, plan and read all victims' keys."""
    judged = judge_rows(connection, policy, catalog, as_of=AS_OF)
    build_plan(judged)
    found: Victims = {}
    for part in victims_of(judged):
        found.setdefault(part.table.name.rpartition(".")[2], []).append(part.keys)
    return found


def victims_by_hand(connection: duckdb.DuckDBPyConnection, schema: str) -> Victims:
    """The same rows' keys by one join a table, as an engineer would write it for this graph and these
    rules."""
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE cancelled AS SELECT subject_raw::BIGINT AS id, subject_id "
        "FROM staged_subjects WHERE trigger = 'cancellation'"
    )
    queries = {
        "member": [f"SELECT m.id, c.subject_id FROM shop.{schema}.member m JOIN cancelled c USING (id)"],
        **{table: _joins(table, schema) for table in _GRAPH},
    }
    return {
        table: [connection.execute(query).to_arrow_table() for query in parts]
        for table, parts in queries.items()
    }


def _joins(table: str, schema: str) -> list[str]:
    chain, depth, joins = table, 0, ""
    while (parent := _GRAPH[chain][0]) != "member":
        joins += f" JOIN shop.{schema}.{parent} t{depth + 1} ON t{depth + 1}.id = t{depth}.{parent}_id"
        chain, depth = parent, depth + 1
    queries = [
        f"SELECT t0.id, c.subject_id FROM shop.{schema}.{table} t0{joins} "
        f"JOIN cancelled c ON c.id = t{depth}.member_id"
    ]
    if table == _LIMITED:
        # A query of its own: two scans of one PostgreSQL table under a UNION ALL were seen to stand still.
        queries.append(
            f"SELECT t.id, s.subject_id FROM shop.{schema}.{table} t LEFT JOIN staged_subjects s "
            "ON s.subject_raw::BIGINT = t.member_id AND s.trigger = 'retention_limit' "
            f"WHERE t.made + INTERVAL 690 DAY < TIMESTAMP '{AS_OF}' "
            "AND t.member_id NOT IN (SELECT id FROM cancelled)"
        )
    return queries


def compare_planning(store: GraphStore, *, subjects: int, server_cpu: Callable[[], float] | None) -> Planned:
    """Both ways on one session in turn, hand first, so that ours gains nothing from a cold cache; the least
    seconds of each count.

    Args:
        server_cpu: CPU seconds so far of the process that answers, if that is not this one.
    """
    spent = time.process_time if server_cpu is None else lambda: time.process_time() + server_cpu()
    seconds: dict[str, list[tuple[float, float]]] = {"ours": [], "hand": []}
    with open_session([store.config]) as session:
        catalog = read_catalog(session.connection, [store.config])
        stage_people(session.connection, store.schema, subjects)
        policy = graph_policy(store.schema)
        for _ in range(ROUNDS):
            by_hand = _timed(
                seconds["hand"], spent, lambda: victims_by_hand(session.connection, store.schema)
            )
            ours = _timed(seconds["ours"], spent, lambda: plan_victims(session.connection, catalog, policy))
    least = {side: [min(values) for values in zip(*both, strict=True)] for side, both in seconds.items()}
    return Planned(
        ours_s=least["ours"][0],
        hand_s=least["hand"][0],
        ours_cpu_s=least["ours"][1],
        hand_cpu_s=least["hand"][1],
        rows=sum(keys.num_rows for parts in ours.values() for keys in parts),
        agree=_sorted(ours) == _sorted(by_hand),
    )


def _timed(
    seconds: list[tuple[float, float]], spent: Callable[[], float], work: Callable[[], Victims]
) -> Victims:
    wall, cpu = time.perf_counter(), spent()
    result = work()
    seconds.append((time.perf_counter() - wall, spent() - cpu))
    return result


def _sorted(victims: Victims) -> dict[str, pa.Table]:
    """Comparable: which key for whose sake, whatever the order."""
    return {
        table: pa.concat_tables(part.select(["id", "subject_id"]) for part in parts)
        .sort_by("id")
        .combine_chunks()
        for table, parts in victims.items()
    }
