"""Executions over four kinds of store, each in a process of its own that is killed where a test says."""

import importlib
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq

from privacy.erasure.execution import Order, execute
from privacy.erasure.folder import ErasureFolder
from privacy.erasure.instruction import Instruction
from privacy.erasure.pacing import StorePace
from privacy.erasure.state import ErasureState
from privacy.erasure.undo import undo
from privacy.erasure.victims import TableVictims
from privacy.stores.catalog import Table
from privacy.stores.config import StoreConfig

ORDER = Order("e1", "plan", {}, datetime(2026, 3, 23))
NOW = datetime(2026, 3, 16)
SKIPPED = [("4", "logged_in")]
# store, table, key, query of keys and subject, changes
RULES: list[tuple[str, str, tuple[str, ...], str, dict[str, Any]]] = [
    ("files", "log", ("file", "file_row_number"),
     "note <> 'kept' AND NOT starts_with(note, 'erased-')", {"note": "pseudonymise"}),
    ("files", "log", ("file", "file_row_number"), "note = 'kept'", {}),
    ("lake", "main.event", ("id",), "SELECT id, person FROM event", {}),
    ("lake", "main.trace", ("rowid",),
     "SELECT rowid, person FROM trace WHERE NOT starts_with(body, 'erased-')", {"body": "pseudonymise"}),
    ("app", "note", ("id",),
     "SELECT id, person FROM note WHERE body NOT LIKE 'erased-%'", {"body": "pseudonymise"}),
    ("app", "visit", ("rowid",), "SELECT rowid, person FROM visit", {}),
    ("pg", "public.orders", ("id",), "SELECT id, person FROM orders", {}),
    ("pg", "public.person", ("id",), "SELECT id, id FROM person WHERE id % 2 = 1", {}),
    ("pg", "public.person", ("id",), "SELECT id, id FROM person WHERE id % 2 = 0 AND name IS NOT NULL",
     {"name": "clear", "phone": "pseudonymise"}),
]  # fmt: skip


class Source:
    def __init__(self, stores: Mapping[str, StoreConfig]) -> None:
        self._stores = stores

    def subjects(self) -> Sequence[str]:
        return ["1", "2", "3", "4"]

    def still_due(self, subjects: Sequence[str]) -> Mapping[str, str]:
        return {"4": "logged_in"} if "4" in subjects else {}

    def unchanged(self) -> None:
        return

    def victims(self, subjects: Sequence[str]) -> tuple[TableVictims, ...]:
        return tuple(self._of(*rule, subjects) for rule in RULES)

    def _of(
        self,
        store: str,
        table: str,
        key: tuple[str, ...],
        query: str,
        changes: dict[str, Any],
        subjects: Sequence[str],
    ) -> TableVictims:
        rows = [row for row in self._rows(store, query) if str(row[-1]) in subjects]
        names = (*key, "subject_id")
        columns = {name: [row[place] for row in rows] for place, name in enumerate(names)}
        types = {"file": pa.string(), "subject_id": pa.string()}
        keys = pa.table(
            {
                n: pa.array(map(str, v) if n == "subject_id" else v, types.get(n, pa.int64()))
                for n, v in columns.items()
            }
        )
        action = "change" if changes else "delete"
        instruction = Instruction(f"{table}-{action}", store, table, action, tuple(changes.items()))  # type: ignore[arg-type]
        return TableVictims(instruction, Table(store, table, ()), key, keys)

    def _rows(self, store: str, query: str) -> list[Any]:
        url = self._stores[store].url
        if store == "pg":
            with psycopg.connect(url) as connection:
                return connection.execute(query).fetchall()
        if store == "app":
            database = sqlite3.connect(url, timeout=30)
            try:
                return database.execute(query).fetchall()
            finally:
                database.close()
        if store == "lake":
            with duckdb.connect(url) as lake:
                return lake.execute(query).fetchall()
        wanted = "person FROM (SELECT *, filename, file_row_number FROM read_parquet"
        return duckdb.sql(
            f"SELECT filename, file_row_number, {wanted}('{url}/log/*.parquet', filename = true, "
            f"file_row_number = true)) WHERE {query}"
        ).fetchall()


def stores(root: Path, url: str) -> dict[str, StoreConfig]:
    return {
        "pg": StoreConfig(name="pg", kind="postgresql", url=url),
        "app": StoreConfig(name="app", kind="sqlite", url=str(root / "app.sqlite")),
        "lake": StoreConfig(name="lake", kind="duckdb", url=str(root / "lake.duckdb")),
        "files": StoreConfig(name="files", kind="parquet", url=str(root / "files")),
    }


def create_tables(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("CREATE TABLE person (id int PRIMARY KEY, name text, phone text)")
        connection.execute("CREATE TABLE orders (id int PRIMARY KEY, person int REFERENCES person)")


def build(root: Path, url: str, template: Path) -> None:
    """The four stores with the same people as ever, and the same key, so that pseudonyms are equal too."""
    shutil.copytree(template, root)
    with psycopg.connect(url) as connection:
        connection.execute("TRUNCATE person, orders")
        connection.execute(
            "INSERT INTO person SELECT n, 'name ' || n, '1380013800' || n FROM generate_series(1, 6) n"
        )
        connection.execute("INSERT INTO orders SELECT n, 1 + n / 2 % 3 * 2 FROM generate_series(1, 12) n")


def build_template(root: Path) -> None:
    """The stores that are files, and the execution's key."""
    (root / "files" / "log").mkdir(parents=True)
    (root / "keys").mkdir(mode=0o700)
    (root / "keys" / "erasure-e1.key").touch(mode=0o600)
    (root / "keys" / "erasure-e1.key").write_bytes(bytes(range(32)))
    database = sqlite3.connect(root / "app.sqlite")
    with database:
        database.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, person INT, body TEXT)")
        database.execute("CREATE TABLE visit (person INT, body TEXT)")
        database.executemany(
            "INSERT INTO note VALUES (?, ?, ?)", [(n, n % 6, f"note {n}") for n in range(18)]
        )
        database.executemany(
            "INSERT INTO visit VALUES (?, ?)", [(n % 6, f"visit {n // 12}") for n in range(24)]
        )
    database.close()
    with duckdb.connect(str(root / "lake.duckdb")) as lake:
        lake.execute(
            "CREATE TABLE event AS SELECT i AS id, i % 6 AS person, 'event ' || i AS body FROM range(18) t(i)"
        )
        lake.execute("ALTER TABLE event ADD PRIMARY KEY (id)")
        lake.execute(
            "CREATE TABLE trace AS SELECT i % 6 AS person, 'trace ' || i % 2 AS body FROM range(24) t(i)"
        )
    for number in range(2):
        rows = {
            "person": [n % 6 for n in range(18)],
            "note": ["kept" if n < 6 else f"n {number} {n}" for n in range(18)],
        }
        pq.write_table(pa.table(rows), root / "files" / "log" / f"{number}.parquet", row_group_size=7)


def content(root: Path, url: str) -> dict[str, list[Any]]:
    """All rows of all stores, sorted."""
    source = Source(stores(root, url))
    queries = {
        "pg": ["SELECT id, name, phone FROM person", "SELECT id, person FROM orders"],
        "app": ["SELECT id, person, body FROM note", "SELECT person, body FROM visit"],
        "lake": ["SELECT id, person, body FROM event", "SELECT person, body FROM trace"],
    }
    found = {
        query: sorted(source._rows(store, query), key=repr) for store, of in queries.items() for query in of
    }
    for path in sorted((root / "files").rglob("*.parquet")):
        found[path.name] = [tuple(row.values()) for row in pq.read_table(path).to_pylist()]
    return found


def work(job: dict[str, Any], step: Callable[[str], None]) -> None:
    root = Path(job["root"])
    known = stores(root, job["url"])
    connection = sqlite3.connect(root / "control.sqlite", timeout=30)
    connection.execute("PRAGMA journal_mode = WAL")
    state = ErasureState(connection)
    folder = ErasureFolder.of(root / "data", root / "keys", "e1")
    ceilings = {(store, table): 100 for store, table, *_ in RULES}
    order = Order("e1", "plan", ceilings, ORDER.recoverable_until)
    if job["action"] == "undo":
        undo(order, list(known.values()), folder, state, clock=lambda: NOW, step=step)
        return
    step("starting")
    if state.execution("e1") is None:
        state.start(order, ["approval"], NOW)
    step("started")
    execute(
        order, Source(known), list(known.values()), folder, state,
        pace={name: StorePace(batch_rows=8) for name in known}, clock=lambda: NOW, step=step,
        wave_subjects=job.get("wave_subjects", 4),
    )  # fmt: skip


if __name__ == "__main__":
    from fork_server import serve

    # What DuckDB imports at its first use; every child would pay for it again.
    for name in ("pandas", "pyarrow.dataset"):
        importlib.import_module(name)
    serve(work)
