"""People are erased from one store, and what names them is masked in every kind of store: undone, resumed,
and when others write meanwhile."""

import csv
import json
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb
import psycopg
import pyarrow as pa
import pyarrow.parquet as pq
import pymysql
import pytest

from policy.errors import PolicyError
from policy.retention import RetentionPolicy
from privacy.erasure.due import JudgedRows, judge_rows
from privacy.erasure.errors import CeilingError, ErasureRefusedError
from privacy.erasure.execution import execute
from privacy.erasure.mention_search import find_mentions, mention_victims
from privacy.erasure.mentions import Wanted, concerned
from privacy.erasure.people import read_people
from privacy.erasure.plan import build_plan, plan_subjects
from privacy.erasure.victims import TableVictims, victims_of
from privacy.stores.config import StoreConfig
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session

AS_OF = datetime(2026, 3, 16, 12)
PHONE, MAIL = "13800138000", "li.lei@qq.com"
# id, owner, text, detail
NOTES = [
    (1, "m2", f"请联系{PHONE}，谢谢", json.dumps({"p": PHONE, "n": 1})),
    (2, "m2", "没有提到谁", json.dumps({"a": [f"to {MAIL}", 2], "p": "13900139000"})),
    (3, "m3", f"held: {PHONE}", "{}"),
    (4, "m2", "订单113800138000", '{"n": 13800138000}'),
    (5, "m2", "我是１３８－００１３－８０００，等了3天\t\\N", "[]"),
]
MASKED = {
    1: ("请联系〔已删除〕，谢谢", {"p": "[erased]", "n": 1}),
    2: ("没有提到谁", {"a": ["to [erased]", 2], "p": "13900139000"}),
    3: (f"held: {PHONE}", {}),
    4: ("订单113800138000", {"n": 13800138000}),
    5: ("我是〔已删除〕，等了3天\t\\N", []),
}


@dataclass
class Place:
    """A store with the table of notes; `read` gives its rows, `write` changes the text of one."""

    store: StoreConfig
    table: str
    read: Callable[[], dict[int, tuple[str, str]]]
    write: Callable[[int, str], None] = lambda number, text: None


def sqlite_place(folder: Path) -> Place:
    store = StoreConfig(name="notes", kind="sqlite", url=str(folder / "notes.sqlite"))

    def run(sql: str, rows: Any = ()) -> list[Any]:
        with closing(sqlite3.connect(store.url)) as connection, connection:
            return connection.execute(sql, rows).fetchall()

    run("CREATE TABLE note (id INTEGER PRIMARY KEY, owner TEXT, text TEXT, detail TEXT)")
    for row in NOTES:
        run("INSERT INTO note VALUES (?, ?, ?, ?)", row)
    return Place(
        store, "note",
        lambda: {row[0]: row[1:] for row in run("SELECT id, text, detail FROM note")},
        lambda number, text: run("UPDATE note SET text = ? WHERE id = ?", (text, number)) and None,
    )  # fmt: skip


def duckdb_place(folder: Path) -> Place:
    store = StoreConfig(name="notes", kind="duckdb", url=str(folder / "notes.duckdb"))

    def run(sql: str, rows: Sequence[Any] = ()) -> list[Any]:
        with duckdb.connect(store.url) as connection:
            return connection.execute(sql, rows).fetchall()

    run("CREATE TABLE note (id INTEGER, owner VARCHAR, text VARCHAR, detail JSON)")
    for row in NOTES:
        run("INSERT INTO note VALUES (?, ?, ?, ?)", row)
    return Place(
        store, "main.note", lambda: {row[0]: row[1:] for row in run("SELECT id, text, detail FROM note")}
    )  # fmt: skip


def file_place(folder: Path, kind: Any) -> Place:
    path = folder / "lake" / "note" / f"0.{kind}"
    path.parent.mkdir(parents=True)
    rows = [dict(zip(("id", "owner", "text", "detail"), row, strict=True)) for row in NOTES]
    if kind == "parquet":
        pq.write_table(pa.Table.from_pylist(rows), path)
    elif kind == "jsonl":
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    else:
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, rows[0])
            writer.writeheader()
            writer.writerows(rows)
    store = StoreConfig(name="notes", kind=kind, url=str(folder / "lake"))

    def read() -> dict[int, tuple[str, str]]:
        reader = {"parquet": "read_parquet", "jsonl": "read_json", "csv": "read_csv"}[kind]
        found = duckdb.sql(f"SELECT id, text, CAST(detail AS VARCHAR) FROM {reader}('{path}')").fetchall()
        return {row[0]: row[1:] for row in found}

    return Place(store, "note", read)


def postgresql_place(store: StoreConfig) -> Place:
    store = StoreConfig(name="notes", kind="postgresql", url=store.url)

    def run(sql: str, rows: Any = None) -> list[Any]:
        with psycopg.connect(store.url, autocommit=True) as connection:
            cursor = connection.execute(sql, rows)
            return cursor.fetchall() if cursor.description else []

    run("CREATE TABLE note (id int PRIMARY KEY, owner text, text varchar(200) NOT NULL, detail jsonb)")
    for row in NOTES:
        run("INSERT INTO note VALUES (%s, %s, %s, %s)", row)
    return Place(
        store, "public.note",
        lambda: {row[0]: row[1:] for row in run("SELECT id, text, detail::text FROM note")},
        lambda number, text: run("UPDATE note SET text = %s WHERE id = %s", (text, number)) and None,
    )  # fmt: skip


def mysql_place(store: StoreConfig) -> Place:
    store = StoreConfig(name="notes", kind="mysql", url=store.url)
    path = parse_qs(urlsplit(store.url).query)["socket"][0]

    def run(sql: str, rows: Any = None) -> list[Any]:
        connected = pymysql.connect(unix_socket=path, user="root", database="erasure", autocommit=True)
        with closing(connected) as connection, connection.cursor() as cursor:
            cursor.execute(sql, rows)
            return list(cursor.fetchall())

    run("CREATE TABLE note (id int PRIMARY KEY, owner varchar(9), text text NOT NULL, detail json)")
    for row in NOTES:
        run("INSERT INTO note VALUES (%s, %s, %s, %s)", row)
    return Place(
        store, "erasure.note",
        lambda: {row[0]: row[1:] for row in run("SELECT id, text, detail FROM note")},
        lambda number, text: run("UPDATE note SET text = %s WHERE id = %s", (text, number)) and None,
    )  # fmt: skip


@pytest.fixture(params=["sqlite", "duckdb", "parquet", "csv", "jsonl", "postgresql", "mysql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    match request.param:
        case "sqlite":
            return sqlite_place(tmp_path)
        case "duckdb":
            return duckdb_place(tmp_path)
        case "postgresql":
            return postgresql_place(request.getfixturevalue("pg"))
        case "mysql":
            return mysql_place(request.getfixturevalue("my"))
    return file_place(tmp_path, request.param)


class Members:
    """m1 is to be erased, m2 stays, m3 under a legal hold; a `WaveSource` by the planning's own means."""

    def __init__(self, folder: Path, place: Place, **mentions: str) -> None:
        self.app = StoreConfig(name="app", kind="sqlite", url=str(folder / "app.sqlite"))
        self.stores = [self.app, place.store]
        with closing(sqlite3.connect(self.app.url)) as connection, connection:
            connection.execute(
                "CREATE TABLE member (id INTEGER PRIMARY KEY, member_no TEXT, phone TEXT, mail TEXT)"
            )
            connection.executemany(
                "INSERT INTO member VALUES (?, ?, ?, ?)",
                [(1, "m1", PHONE, MAIL), (2, "m2", "13900139000", None), (3, "m3", "13700137000", None)],
            )
        self.policy = RetentionPolicy.model_validate(
            {
                "subject": {"store": "app", "table": "member", "key": "member_no"},
                "triggers": {"cancellation": {"days": 15, "source": "ours"}},
                "tables": [
                    {
                        "id": "member",
                        "store": "app",
                        "table": "member",
                        "erasure": {"action": "clear", "columns": ["phone", "mail"]},
                    },
                    {
                        "id": "note",
                        "store": "notes",
                        "table": place.table,
                        "key": [] if place.store.kind in ("parquet", "csv", "jsonl", "duckdb") else ["id"],
                        "link": {
                            "column": "owner",
                            "to": {"store": "app", "table": "member", "column": "member_no"},
                        },
                        "erasure": {"action": "keep", "basis": {"zh": "公开", "en": "public"}},
                        "mentions": mentions or {"text": "redact", "detail": "redact"},
                    },
                ],
            }
        )
        with self._judged() as judged:
            subjects = concerned(judged, plan_subjects(judged))
            self.people = read_people(
                judged.connection, self.policy, judged.catalog, subjects,
                {("app", "member", "phone"): "PHONE_NUMBER", ("app", "member", "mail"): "EMAIL_ADDRESS"},
            )  # fmt: skip
            self.found = find_mentions(judged, Wanted.of(self.people, subjects), [])
            self.plan = build_plan(judged, mentions=self.found)

    def subjects(self) -> Sequence[str]:
        return ["s1"]

    def still_due(self, subjects: Sequence[str]) -> Mapping[str, str]:
        return {}

    def unchanged(self) -> None:
        return

    def victims(self, subjects: Sequence[str]) -> tuple[TableVictims, ...]:
        with self._judged() as judged:
            return victims_of(judged, subjects)

    def mentions(self, subjects: Sequence[str]) -> tuple[TableVictims, ...]:
        with self._judged() as judged:
            return mention_victims(judged, Wanted.of(self.people, subjects))

    @contextmanager
    def _judged(self) -> Iterator[JudgedRows]:
        with open_session(self.stores) as session:
            assert not session.failed, session.failed
            session.connection.execute(
                "CREATE TEMP TABLE staged_subjects AS SELECT * FROM (VALUES "
                "('m1', 's1', TIMESTAMP '2026-03-01', []::VARCHAR[], 'cancellation'), "
                "('m1', 's1', NULL, [], 'retention_limit'), ('m2', 's2', NULL, [], 'retention_limit'), "
                "('m3', 's3', NULL, ['all'], 'retention_limit')) "
                "AS staged (subject_raw, subject_id, due_at, hold_scopes, trigger)"
            )
            catalog = read_catalog(session.connection, self.stores)
            yield judge_rows(session.connection, self.policy, catalog, as_of=AS_OF)


@dataclass
class Execution:
    bench: Any
    members: Members

    @property
    def rules(self) -> Sequence[Any]:
        return ()

    def order(self) -> Any:
        self.bench.ceilings = {(each.store, each.table): each.rows for each in self.members.plan.ceilings}
        return self.bench.order(self)

    def run(self, step: Callable[[str], None] = lambda name: None, *, fresh: bool = True) -> Any:
        if fresh:
            self.bench.state().start(self.order(), ["approval-1"], self.bench.now)
        return execute(
            self.order(), self.members, self.members.stores, self.bench.folder, self.bench.state(),
            mentions=self.members.mentions, clock=lambda: self.bench.now, step=step,
        )  # fmt: skip

    @property
    def stores(self) -> Sequence[StoreConfig]:
        return self.members.stores

    def undo(self) -> Any:
        return self.bench.undo(self)


def told(rows: dict[int, tuple[str, str]]) -> dict[int, tuple[str, Any]]:
    return {number: (text, json.loads(detail)) for number, (text, detail) in rows.items()}


def test_mentions_are_planned_masked_and_brought_back(place: Place, bench: Any, tmp_path: Path) -> None:
    before = place.read()
    execution = Execution(bench, Members(tmp_path, place))
    lines = {(m.column, m.decided_by): (m.subjects, m.cells) for m in execution.members.found.lines}
    assert lines == {
        ("text", "erasure_duty"): (1, 2),
        ("text", "legal_hold"): (1, 1),
        ("detail", "erasure_duty"): (1, 2),
        ("detail", "uncertain"): (1, 1),
    }
    (planned,) = [action for action in execution.members.plan.actions if action.action == "redact"]
    assert (planned.rule_id, planned.rows, planned.columns) == ("note-mentions", 3, ("text", "detail"))
    report = execution.run()
    assert ("note-mentions", "redact", 3) in [(r.rule_id, r.action, r.rows) for r in report.rules]
    assert told(place.read()) == MASKED
    undone = execution.undo()
    assert (undone.restored, undone.conflicts) == (4, 0)
    assert place.read() == before


def test_a_killed_masking_goes_on(place: Place, bench: Any, tmp_path: Path) -> None:
    before = place.read()
    execution = Execution(bench, Members(tmp_path, place))

    class Killed(BaseException):
        pass

    for killed_at in range(3):
        changes = 0

        def stop(step: str, at: int = killed_at) -> None:
            nonlocal changes
            changes += step in ("sealed", "changed", "committed")
            # The first three such steps are the member's own row.
            if changes == 4 + at:
                raise Killed

        with suppress(Killed):
            execution.run(stop, fresh=killed_at == 0)
    execution.run(fresh=False)
    assert told(place.read()) == MASKED
    undone = execution.undo()
    assert undone.conflicts == 0
    assert place.read() == before


def test_a_text_that_changed_meanwhile_keeps_what_was_written(bench: Any, tmp_path: Path, pg: Any) -> None:
    for new, left in ((f"改为{PHONE}!", "改为〔已删除〕!"), ("不再提到", "不再提到")):
        with psycopg.connect(pg.url, autocommit=True) as connection:
            connection.execute("DROP TABLE IF EXISTS note")
        place = postgresql_place(pg)
        folder = tmp_path / left
        folder.mkdir()
        execution = Execution(type(bench)(folder / "bench"), Members(folder, place))
        waves = 0

        def interfere(step: str, new: str = new, place: Place = place) -> None:
            nonlocal waves
            waves += step == "wave-begun"
            if step == "wave-begun" and waves == 2:
                place.write(1, new)

        execution.run(interfere)
        assert told(place.read())[1] == (left, MASKED[1][1])
        place.write(5, "别人改的")
        undone = execution.undo()
        assert undone.conflicts == 1
        assert place.read()[1][0] == new
        assert place.read()[5][0] == "别人改的"


def test_reported_columns_are_counted_and_left(bench: Any, tmp_path: Path) -> None:
    place = sqlite_place(tmp_path)
    before = place.read()
    execution = Execution(bench, Members(tmp_path, place, text="report"))
    assert [(m.column, m.action, m.decided_by, m.cells) for m in execution.members.found.lines] == [
        ("text", "report", "reported", 3)
    ]
    assert not [action for action in execution.members.plan.actions if action.action == "redact"]
    execution.run()
    assert place.read() == before


def test_more_mentions_than_were_approved_refuse(bench: Any, tmp_path: Path) -> None:
    place = sqlite_place(tmp_path)
    execution = Execution(bench, Members(tmp_path, place))
    order = execution.order()
    bench.ceilings = {**bench.ceilings, ("notes", "note"): 2}
    assert order.ceilings[("notes", "note")] == 100
    execution.bench.state().start(bench.order(execution), ["approval-1"], bench.now)
    with pytest.raises(CeilingError):
        execute(
            bench.order(execution), execution.members, execution.stores, bench.folder, bench.state(),
            mentions=execution.members.mentions, clock=lambda: bench.now,
        )  # fmt: skip
    assert place.read()[1][0] == NOTES[0][2]


def test_a_column_that_is_no_text_refuses_before_anything_changes(
    bench: Any, tmp_path: Path, pg: StoreConfig
) -> None:
    place = postgresql_place(pg)
    with psycopg.connect(pg.url, autocommit=True) as connection:
        connection.execute("CREATE TYPE mood AS ENUM ('13800138000'); ALTER TABLE note ADD mood mood")
        connection.execute("UPDATE note SET mood = '13800138000'")
    with pytest.raises((ErasureRefusedError, PolicyError), match="mood"):
        Execution(bench, Members(tmp_path, place, mood="redact")).run()
    assert place.read()[1][0] == NOTES[0][2]


def test_a_value_of_sqlite_that_became_no_text_stays_beside_a_masked_one(bench: Any, tmp_path: Path) -> None:
    place = sqlite_place(tmp_path)
    waves = 0

    def interfere(step: str) -> None:
        nonlocal waves
        waves += step == "wave-begun"
        if step == "wave-begun" and waves == 2:
            with closing(sqlite3.connect(place.store.url)) as connection, connection:
                connection.execute("UPDATE note SET text = x'00ff' WHERE id = 2")

    members = Members(tmp_path, place)
    # DuckDB reads no such value in a column of texts, so the search ends with what it found before.
    found = iter([members.mentions(["s1"]), ()])
    members.mentions = lambda subjects: next(found)  # type: ignore[method-assign]
    Execution(bench, members).run(interfere)
    text, detail = place.read()[2]
    assert (text, json.loads(detail)) == (b"\x00\xff", MASKED[2][1])
