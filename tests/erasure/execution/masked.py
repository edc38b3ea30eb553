"""Executions that mask mentions in four kinds of store, each in a process of its own that is killed where a
test says, once masking has begun.

Two members are erased, one is under a legal hold; notes of others name them in texts and in JSON.
"""

import importlib
import json
import shutil
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq

from policy.retention import RetentionPolicy
from privacy.erasure.due import judge_rows
from privacy.erasure.execution import Order, execute
from privacy.erasure.folder import ErasureFolder
from privacy.erasure.instruction import Instruction
from privacy.erasure.mention_search import mention_victims
from privacy.erasure.mentions import Wanted
from privacy.erasure.pacing import StorePace
from privacy.erasure.people import SCHEMA, SealedPeople
from privacy.erasure.state import ErasureState
from privacy.erasure.undo import undo
from privacy.erasure.victims import TableVictims
from privacy.stores.catalog import Table
from privacy.stores.config import StoreConfig
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session

AS_OF = datetime(2026, 3, 16)
SKIPPED: list[tuple[str, str]] = []
MEMBERS = [
    ("m1", "13800138001", "cancellation"), ("m2", "13900139002", "cancellation"),
    ("m3", "13700137003", "retention_limit"),
]  # fmt: skip
HELD = "m3"
# Store -> its table of notes.
NOTES = {"app": "note", "lake": "main.note", "pg": "public.note", "files": "note"}
ROWS = 12
STAGED = (
    "CREATE TEMP TABLE staged_subjects AS SELECT * FROM (VALUES "
    "('m1', 's1', TIMESTAMP '2026-03-01', []::VARCHAR[], 'cancellation'), "
    "('m2', 's2', TIMESTAMP '2026-03-01', [], 'cancellation'), "
    "('m1', 's1', NULL, [], 'retention_limit'), ('m2', 's2', NULL, [], 'retention_limit'), "
    "('m3', 's3', NULL, ['all'], 'retention_limit')) "
    "AS staged (subject_raw, subject_id, due_at, hold_scopes, trigger)"
)


def notes() -> list[tuple[int, str, str, str]]:
    """id, owner, text, detail: some name nobody, others one or two members; row 0 is the held one's."""
    rows = []
    for number in range(ROWS):
        (_, first, _), (_, second, _) = MEMBERS[number % 3], MEMBERS[(number + 1) % 3]
        text = "没有提到谁" if number % 3 == 2 else f"请联系{first}或 {second}，第{number}次"
        detail = {"n": number, "phones": [second] if number % 2 else []}
        rows.append((number, HELD if number == 0 else "m9", text, json.dumps(detail, ensure_ascii=False)))
    return rows


def policy() -> RetentionPolicy:
    member = {"store": "app", "table": "member", "column": "code"}
    return RetentionPolicy.model_validate(
        {
            "subject": {"store": "app", "table": "member", "key": "code"},
            "triggers": {"cancellation": {"days": 15, "source": "ours"}},
            "tables": [
                {"id": "member", "store": "app", "table": "member",
                 "erasure": {"action": "clear", "columns": ["phone"]}},
                *(
                    {"id": f"{store}-note", "store": store, "table": table,
                     "link": {"column": "owner", "to": member},
                     "erasure": {"action": "keep", "basis": {"zh": "公开", "en": "public"}},
                     "mentions": {"text": "redact", "detail": "redact"}}
                    for store, table in NOTES.items()
                ),
            ],
        }
    )  # fmt: skip


def stores(root: Path, url: str) -> list[StoreConfig]:
    return [
        StoreConfig(name="app", kind="sqlite", url=str(root / "app.sqlite")),
        StoreConfig(name="lake", kind="duckdb", url=str(root / "lake.duckdb")),
        StoreConfig(name="pg", kind="postgresql", url=url),
        StoreConfig(name="files", kind="parquet", url=str(root / "files")),
    ]


def create_tables(url: str) -> None:
    with psycopg.connect(url) as connection:
        connection.execute("DROP TABLE IF EXISTS note")
        connection.execute("CREATE TABLE note (id int PRIMARY KEY, owner text, text text, detail jsonb)")


def build(root: Path, url: str, template: Path) -> None:
    shutil.copytree(template, root)
    with psycopg.connect(url) as connection:
        connection.execute("TRUNCATE note")
        with connection.cursor() as cursor:
            cursor.executemany("INSERT INTO note VALUES (%s, %s, %s, %s)", notes())


def build_template(root: Path) -> None:
    """The stores that are files."""
    folder = root / "files" / "note"
    folder.mkdir(parents=True)
    with closing(sqlite3.connect(root / "app.sqlite")) as app, app:
        app.execute("CREATE TABLE member (code TEXT PRIMARY KEY, phone TEXT)")
        app.executemany("INSERT INTO member VALUES (?, ?)", [(code, phone) for code, phone, _ in MEMBERS])
        app.execute("CREATE TABLE note (id INTEGER PRIMARY KEY, owner TEXT, text TEXT, detail TEXT)")
        app.executemany("INSERT INTO note VALUES (?, ?, ?, ?)", notes())
    with duckdb.connect(str(root / "lake.duckdb")) as lake:
        lake.execute("CREATE TABLE note (id INTEGER, owner VARCHAR, text VARCHAR, detail JSON)")
        lake.executemany("INSERT INTO note VALUES (?, ?, ?, ?)", notes())
    for number in range(2):
        rows = [dict(zip(("id", "owner", "text", "detail"), row, strict=True)) for row in notes()[number::2]]
        pq.write_table(pa.Table.from_pylist(rows), folder / f"{number}.parquet", row_group_size=4)


def content(root: Path, url: str) -> dict[str, list[Any]]:
    """All rows of all stores."""
    query = "SELECT id, owner, text, CAST(detail AS VARCHAR) FROM note ORDER BY id"
    with closing(sqlite3.connect(root / "app.sqlite", timeout=30)) as app:
        found = {"app": app.execute("SELECT id, owner, text, detail FROM note ORDER BY id").fetchall()}
        found["member"] = app.execute("SELECT code, phone FROM member ORDER BY code").fetchall()
    with duckdb.connect(str(root / "lake.duckdb")) as lake:
        found["lake"] = lake.execute(query).fetchall()
    with psycopg.connect(url) as connection:
        found["pg"] = connection.execute(query).fetchall()
    for path in sorted((root / "files").rglob("*.parquet")):
        found[path.name] = [tuple(row.values()) for row in pq.read_table(path).to_pylist()]
    return found


class Source:
    """A `WaveSource` whose mentions are found by the planning's own means."""

    def __init__(self, known: Sequence[StoreConfig]) -> None:
        self._stores = known
        self._policy = policy()

    def subjects(self) -> Sequence[str]:
        return ["s1", "s2"]

    def still_due(self, subjects: Sequence[str]) -> Mapping[str, str]:
        return {}

    def unchanged(self) -> None:
        return

    def victims(self, subjects: Sequence[str]) -> tuple[TableVictims, ...]:
        codes = [code for code, _ in self._leaving()]
        keys = pa.table({"code": pa.array(codes, pa.string()), "subject_id": pa.array(codes, pa.string())})
        instruction = Instruction("member", "app", "member", "change", (("phone", "clear"),))
        return (TableVictims(instruction, Table("app", "member", ()), ("code",), keys),)

    def people(self) -> pa.Table:
        """Whoever still has an identifier, as `read_people` gives them."""
        rows = [
            {"subject_id": code.replace("m", "s"), "subject_raw": code, "entity_type": "PHONE_NUMBER",
             "value": phone, "own": True}
            for code, phone in self._leaving()
        ]  # fmt: skip
        return pa.Table.from_pylist(rows, SCHEMA)

    def _leaving(self) -> list[tuple[str, str]]:
        with closing(sqlite3.connect(self._stores[0].url, timeout=30)) as app:
            return app.execute(
                "SELECT code, phone FROM member WHERE phone IS NOT NULL AND code <> ?", (HELD,)
            ).fetchall()

    def mentions(self, subjects: Sequence[str], people: pa.Table) -> tuple[TableVictims, ...]:
        with open_session(self._stores) as session:
            assert not session.failed, session.failed
            session.connection.execute(STAGED)
            catalog = read_catalog(session.connection, self._stores)
            judged = judge_rows(session.connection, self._policy, catalog, as_of=AS_OF)
            return mention_victims(judged, Wanted.of(people, subjects))


def work(job: dict[str, Any], step: Callable[[str], None]) -> None:
    root = Path(job["root"])
    known = stores(root, job["url"])
    connection = sqlite3.connect(root / "control.sqlite", timeout=30)
    connection.execute("PRAGMA journal_mode = WAL")
    state = ErasureState(connection)
    folder = ErasureFolder.of(root / "data", root / "keys", "e1")
    order = Order(
        "e1", "plan", {(store, table): 100 for store, table in [*NOTES.items(), ("app", "member")]},
        datetime(2026, 3, 23),
    )  # fmt: skip
    if job["action"] == "undo":
        undo(order, known, folder, state, clock=lambda: AS_OF)
        return
    if state.execution("e1") is None:
        state.start(order, ["approval"], AS_OF)
    source = Source(known)
    people = SealedPeople.of(folder, folder.new_key())
    people.add(source.people())
    sealed = people.without(())
    has_begun = False

    def mentions(subjects: Sequence[str]) -> tuple[TableVictims, ...]:
        nonlocal has_begun
        has_begun = True
        (root / "masking").touch()
        step("searching")
        return source.mentions(subjects, sealed)

    execute(
        order, source, known, folder, state, mentions=mentions,
        pace={store.name: StorePace(batch_rows=5) for store in known}, clock=lambda: AS_OF,
        step=lambda name: step(name) if has_begun else None,
    )  # fmt: skip


if __name__ == "__main__":
    from fork_server import serve

    # What DuckDB imports at its first use; every child would pay for it again.
    for name in ("pandas", "pyarrow.dataset"):
        importlib.import_module(name)
    serve(work)
