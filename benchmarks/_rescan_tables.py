"""What the rescan benchmark scans: a table in Parquet, in CSV files, in PostgreSQL and in MariaDB.

Of its row groups, files or rows 1 % change."""

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Protocol

import psycopg
import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq
import pymysql

from benchmarks import _servers
from benchmarks._scan_tables import mixed
from privacy.stores.config import ScanSettings, StoreConfig

PARTS = 100
_PARQUET_FILES = 4
# Rows that a database gets from us; it multiplies them under other keys. Repetition helps a full scan most.
_MADE = 100_000
_FIRST_KEY = 10_000_000
_MARKED = ScanSettings(change_marks={"*": "updated_at"})


class Case(Protocol):
    """A table to be scanned, changed, and scanned again."""

    store: StoreConfig

    def change(self) -> None: ...

    def server_s(self) -> float: ...


class Parquet:
    """100 row groups in four files, one of which is written anew with one group changed."""

    def __init__(self, folder: Path, n: int) -> None:
        self._lake = folder / "parquet" / "orders"
        self._lake.mkdir(parents=True)
        self._groups = [mixed(max(1, n // PARTS), seed) for seed in range(PARTS)]
        for number in range(_PARQUET_FILES):
            self._write(number)
        self.store = StoreConfig(name="lake", kind="parquet", url=str(self._lake.parent))

    def change(self) -> None:
        changed = PARTS // 2
        self._groups[changed] = mixed(self._groups[0].num_rows, PARTS)
        self._write(changed % _PARQUET_FILES)

    def server_s(self) -> float:
        return 0.0

    def _write(self, number: int) -> None:
        with pq.ParquetWriter(self._lake / f"{number}.parquet", self._groups[0].schema) as writer:
            for group in self._groups[number::_PARQUET_FILES]:
                writer.write(group)


class Files:
    """100 CSV files, one of which is written anew."""

    def __init__(self, folder: Path, n: int) -> None:
        self._folder = folder / "csv" / "orders"
        self._folder.mkdir(parents=True)
        self._rows = max(1, n // PARTS)
        for number in range(PARTS):
            self._write(number, number)
        self.store = StoreConfig(name="files", kind="csv", url=str(self._folder.parent))

    def change(self) -> None:
        self._write(PARTS // 2, PARTS)

    def server_s(self) -> float:
        return 0.0

    def _write(self, number: int, seed: int) -> None:
        pc.write_csv(pa.Table.from_batches([mixed(self._rows, seed)]), self._folder / f"{number}.csv")


@dataclass
class Database:
    """A table with an indexed change mark, of which 1 % of the rows, drawn at random, get other contents."""

    store: StoreConfig
    server: _servers.Server
    cursor: Any
    n: int

    def change(self) -> None:
        chosen = random.Random(self.n).sample(range(_FIRST_KEY, _FIRST_KEY + self.n), max(1, self.n // 100))
        for start in range(0, len(chosen), 1_000):
            keys = ", ".join(map(str, chosen[start : start + 1_000]))
            self.cursor.execute(
                "UPDATE orders SET phone = concat('139', right(order_no, 8)), "
                f"remark = concat('王静', remark), updated_at = '2026-03-01' WHERE order_id IN ({keys})"
            )

    def server_s(self) -> float:
        return self.server.cpu_s()

    def grow(self, columns: list[str], moment: str) -> None:
        """To `n` rows that were written over a month.

        Args:
            moment: SQL for when a row was written.
        """
        names, made = ", ".join(columns), min(self.n, _MADE)
        for first in range(made, self.n, made):
            limit = min(made, self.n - first)
            self.cursor.execute(
                f"INSERT INTO orders ({names}) SELECT order_id + {first}, {', '.join(columns[1:])} "
                f"FROM orders WHERE order_id < {_FIRST_KEY + limit}"
            )
        self.cursor.execute(f"UPDATE orders SET updated_at = {moment}")


@contextmanager
def postgresql(folder: Path, n: int) -> Iterator[Database]:
    with _servers.postgresql(folder) as server, psycopg.connect(server.url, autocommit=True) as connection:
        batch = mixed(min(n, _MADE))
        connection.execute(
            f"CREATE TABLE orders ({_columns(batch, 'text')}, updated_at timestamp NOT NULL "
            "DEFAULT '2026-01-01', PRIMARY KEY (order_id)) WITH (autovacuum_enabled = false)"
        )
        with connection.cursor().copy(
            f"COPY orders ({', '.join(batch.schema.names)}) FROM STDIN CSV"
        ) as copy:
            copy.write(_csv(batch))
        store = StoreConfig(name="app", kind="postgresql", url=server.url, scan=_MARKED)
        database = Database(store, server, connection.cursor(), n)
        moment = "timestamp '2026-01-01' + (order_id * 7919 % 2592000) * interval '1 second'"
        database.grow(batch.schema.names, moment)
        connection.execute("CREATE INDEX ON orders (updated_at, order_id)")
        connection.execute("VACUUM FULL ANALYZE orders")
        connection.execute("VACUUM orders")
        yield database


@contextmanager
def mysql(folder: Path, n: int) -> Iterator[Database]:
    with (
        _servers.mariadb(folder) as server,
        pymysql.connect(
            unix_socket=server.socket, user="root", autocommit=True, local_infile=True
        ) as connection,
    ):
        batch, cursor = mixed(min(n, _MADE)), connection.cursor()
        cursor.execute("CREATE DATABASE shop CHARACTER SET utf8mb4")
        cursor.execute("USE shop")
        cursor.execute(
            f"CREATE TABLE orders ({_columns(batch, 'varchar(200)')}, updated_at datetime NOT NULL "
            "DEFAULT '2026-01-01 00:00:00', PRIMARY KEY (order_id), KEY (updated_at))"
        )
        path = folder / "orders.csv"
        path.write_bytes(_csv(batch))
        cursor.execute(
            f"LOAD DATA LOCAL INFILE '{path}' INTO TABLE orders CHARACTER SET utf8mb4 "
            "FIELDS TERMINATED BY ',' OPTIONALLY ENCLOSED BY '\"' ESCAPED BY '' "
            f"({', '.join(batch.schema.names)})"
        )
        store = StoreConfig(name="app", kind="mysql", url=server.url, scan=_MARKED)
        database = Database(store, server, cursor, n)
        moment = "timestamp('2026-01-01') + INTERVAL (order_id * 7919 % 2592000) SECOND"
        database.grow(batch.schema.names, moment)
        cursor.execute("ANALYZE TABLE orders")
        yield database


def _columns(batch: pa.RecordBatch, text: str) -> str:
    return ", ".join(
        f"{field.name} {'bigint' if pa.types.is_integer(field.type) else text}" for field in batch.schema
    )


def _csv(batch: pa.RecordBatch) -> bytes:
    written = BytesIO()
    pc.write_csv(pa.Table.from_batches([batch]), written, pc.WriteOptions(include_header=False))
    return written.getvalue()
