"""An erasure's execution beside raw keyed deletes on the same PostgreSQL: what batches, log and proof cost.

Both delete the same share of two tables, orders and the items that refer to them. The peer knows the keys and
sends `DELETE … WHERE id = ANY(…)` in batches of the same size, committing each; it keeps no log and can undo
nothing.
"""

import io
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
import pyarrow as pa
from pyarrow import csv

from privacy.erasure.execution import Order, execute
from privacy.erasure.folder import ErasureFolder
from privacy.erasure.instruction import Instruction
from privacy.erasure.state import ErasureState
from privacy.erasure.victims import TableVictims
from privacy.erasure.writers.postgresql_copy import copied
from privacy.stores.catalog import Table
from privacy.stores.config import StoreConfig

BATCH_ROWS = 10_000
_SHARE = 10  # one person in ten is erased
_DDL = """
DROP TABLE IF EXISTS bench_item, bench_order;
CREATE UNLOGGED TABLE bench_order
    (id bigint, person bigint, receiver text, phone text, address text, paid numeric, at timestamptz)
    WITH (autovacuum_enabled = off);
CREATE UNLOGGED TABLE bench_item (id bigint, order_id bigint, title text, price numeric, note text)
    WITH (autovacuum_enabled = off);
INSERT INTO bench_order SELECT n, n % {people}, 'receiver ' || n, '1380013' || n,
    'some street ' || n || ', some town', n * 1.25,
    timestamptz '2024-01-01' + n * interval '1 second' FROM generate_series(1, {orders}) n;
INSERT INTO bench_item SELECT n, 1 + n % {orders}, 'title ' || n, n * 0.5, repeat('x', 40)
    FROM generate_series(1, {items}) n;
ALTER TABLE bench_order SET LOGGED, ADD PRIMARY KEY (id);
ALTER TABLE bench_item SET LOGGED, ADD PRIMARY KEY (id), ADD FOREIGN KEY (order_id) REFERENCES bench_order;
CREATE INDEX ON bench_item (order_id);
ANALYZE bench_order; ANALYZE bench_item; CHECKPOINT;
"""


@dataclass(frozen=True)
class Timing:
    """Wall seconds: in which the store deleted, for sealing, for VACUUM, and in all; `delete_cpu_s` is what
    the deleting cost this process and the server together."""

    rows: int
    delete_s: float
    delete_cpu_s: float
    log_s: float
    finish_s: float
    whole_s: float


def time_execution(url: str, rows: int, server_cpu: Callable[[], float]) -> tuple[Timing, Timing, bool]:
    """Ours, the peer, and whether both left the same rows.

    Args:
        url: a PostgreSQL whose tables `bench_order` and `bench_item` may be replaced.
        rows: in both tables together, of which a tenth goes.
        server_cpu: the server's CPU seconds so far.
    """

    def spent() -> float:
        return time.process_time() + server_cpu()

    folder = Path(tempfile.mkdtemp(prefix="erasure-bench-"))
    try:
        _build(url, rows)
        peer = _raw_deletes(url, spent)
        left = _checksum(url)
        _build(url, rows)
        ours = _execution(url, folder, spent)
        return ours, peer, _checksum(url) == left
    finally:
        shutil.rmtree(folder)


def _build(url: str, rows: int) -> None:
    orders = max(_SHARE, rows // 4)
    with psycopg.connect(url, autocommit=True) as connection:
        for statement in _DDL.format(people=max(_SHARE, orders // 5), orders=orders, items=3 * orders).split(
            ";"
        ):
            if statement.strip():
                connection.execute(statement)


def _victims(url: str) -> tuple[tuple[str, pa.Table], ...]:
    queries = {
        "bench_item": "SELECT i.id, o.person FROM bench_item i JOIN bench_order o ON o.id = order_id "
        f"WHERE person % {_SHARE} = 0",
        "bench_order": f"SELECT id, person FROM bench_order WHERE person % {_SHARE} = 0",
    }
    with psycopg.connect(url) as connection, connection.transaction():
        return tuple((table, _keys(connection, query)) for table, query in queries.items())


def _keys(connection: psycopg.Connection, query: str) -> pa.Table:
    body, _ = copied(connection, query)
    types = {"id": pa.int64(), "subject_id": pa.string()}
    if not body:
        return pa.table({name: pa.array([], kind) for name, kind in types.items()})
    return csv.read_csv(
        io.BytesIO(body),
        csv.ReadOptions(column_names=list(types)),
        csv.ParseOptions(delimiter="\t"),
        convert_options=csv.ConvertOptions(column_types=types),
    )


def _raw_deletes(url: str, spent: Callable[[], float]) -> Timing:
    victims = _victims(url)
    count = 0
    start, cpu = time.perf_counter(), spent()
    with psycopg.connect(url) as connection:
        for table, keys in victims:
            for batch in _cut(keys.column("id").to_pylist()):
                count += connection.execute(f"DELETE FROM {table} WHERE id = ANY(%s)", (batch,)).rowcount
                connection.commit()
    deleted = time.perf_counter() - start
    return Timing(count, deleted, spent() - cpu, 0.0, 0.0, deleted)


def _cut(ids: list[int]) -> Iterator[list[int]]:
    return (ids[start : start + BATCH_ROWS] for start in range(0, len(ids), BATCH_ROWS))


class _Source:
    """All subjects in one wave; the second reading finds nothing left."""

    def __init__(self, url: str) -> None:
        self._url = url

    def subjects(self) -> Sequence[str]:
        return ["all"]

    def still_due(self, subjects: Sequence[str]) -> Mapping[str, str]:
        return {}

    def victims(self, subjects: Sequence[str]) -> tuple[TableVictims, ...]:
        return tuple(
            TableVictims(
                Instruction(table, "pg", f"public.{table}", "delete"),
                Table("pg", f"public.{table}", ()),
                ("id",),
                keys,
            )
            for table, keys in _victims(self._url)
        )

    def unchanged(self) -> None:
        return


class _DeleteCpu:
    """Adds up, from step to step of an execution, the CPU seconds of its batches but for sealing."""

    def __init__(self, spent: Callable[[], float]) -> None:
        self._spent = spent
        self._since: float | None = None
        self.seconds = 0.0

    def __call__(self, step: str) -> None:
        if step in ("batch-begun", "sealed"):
            self._since = self._spent()
        elif step in ("sealing", "batch-ended") and self._since is not None:
            self.seconds += self._spent() - self._since
            self._since = None


def _execution(url: str, folder: Path, spent: Callable[[], float]) -> Timing:
    cpu = _DeleteCpu(spent)
    order = Order(
        "bench",
        "plan",
        {("pg", f"public.{table}"): 1 << 40 for table in ("bench_order", "bench_item")},
        datetime(2026, 4, 1),
    )
    now = datetime(2026, 3, 16)
    start = time.perf_counter()
    with closing(sqlite3.connect(folder / "control.sqlite")) as control:
        control.execute("PRAGMA journal_mode = WAL")
        state = ErasureState(control)
        state.start(order, ["approval"], now)
        report = execute(
            order,
            _Source(url),
            [StoreConfig(name="pg", kind="postgresql", url=url)],
            ErasureFolder.of(folder, folder / "keys", "bench"),
            state,
            clock=lambda: now,
            step=cpu,
        )
    whole = time.perf_counter() - start
    finish = sum(store.seconds for store in report.finished)
    rows = sum(table.acted for table in report.tables)
    return Timing(rows, report.change_seconds, cpu.seconds, report.log_seconds, finish, whole)


def _checksum(url: str) -> object:
    with psycopg.connect(url) as connection:
        return [
            connection.execute(
                f"SELECT count(*), sum(id), sum(hashtext({table}::text)) FROM {table}"
            ).fetchone()
            for table in ("bench_order", "bench_item")
        ]
