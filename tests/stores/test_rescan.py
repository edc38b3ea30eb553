"""Servers scanned incrementally: only changed ranges are read, and the findings are a full scan's."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psycopg
import pymysql
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from presidio_analyzer import AnalyzerEngine

from privacy.detection.engine import build_analyzer
from privacy.detection.incremental import databases
from privacy.detection.incremental.chunk_scan import ScannedTable, scan_chunks
from privacy.detection.incremental.memory import Setting, open_memory
from privacy.detection.incremental.pace import Pace
from privacy.detection.incremental.sources import chunk_source
from privacy.detection.scan_source import scan_batches
from privacy.detection.verdict import verdicts
from privacy.stores.catalog import Table
from privacy.stores.config import ScanSettings, StoreConfig
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session

VALUES = [
    None,
    "13800138000",
    "张伟",
    "a@b.com",
    "已支付",
    "请致电13912345678找李静",
    '{"wx": "13700137000"}',
]
ROWS = 64
FILLER = "x" * 400


@dataclass(frozen=True)
class Server:
    """A real server: how to reach it read-only, and how to change it."""

    store: StoreConfig
    execute: Callable[[str], Any]

    def table(self, name: str) -> str:
        return f"{'public' if self.store.kind == 'postgresql' else 'rescan'}.{name}"


@pytest.fixture(scope="module", params=["postgresql", "mysql"])
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with contextlib.ExitStack() as exits:
        if request.param == "postgresql":
            url, _ = request.getfixturevalue("postgresql")
            writer: Any = exits.enter_context(psycopg.connect(url, autocommit=True))
        else:
            url = request.getfixturevalue("mariadb")
            path = parse_qs(urlsplit(url).query)["socket"][0]
            writer = exits.enter_context(pymysql.connect(unix_socket=path, user="root", autocommit=True))
            writer = exits.enter_context(writer.cursor())
            writer.execute("CREATE DATABASE rescan CHARACTER SET utf8mb4")
            writer.execute("CREATE USER rescanner IDENTIFIED BY 'x'")
            writer.execute("GRANT SELECT ON rescan.* TO rescanner")
            url = f"mysql://rescanner:x@127.0.0.1:{urlsplit(url).port}/rescan"
        yield Server(StoreConfig(name="app", kind=request.param, url=url), writer.execute)


@pytest.fixture(scope="module")
def analyzer() -> AnalyzerEngine:
    return build_analyzer()


@pytest.fixture(autouse=True, scope="module")
def small_ranges() -> Iterator[None]:
    """Ranges so small that a small table has several."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(databases, "BLOCKS", 1)
        patch.setattr(databases, "MYSQL_ROWS", 16)
        yield


def scan(
    server: Server, name: str, memory: Path, analyzer: AnalyzerEngine, full: bool = False
) -> ScannedTable:
    with open_session([server.store]) as session, open_memory(memory) as opened:
        assert session.failed == {}
        table = read_catalog(session.connection, [server.store]).table("app", server.table(name))
        assert isinstance(table, Table)
        source = chunk_source(session.connection, server.store, table)
        pace = Pace(ScanSettings(), datetime.now)
        return scan_chunks(source, Setting.of(table), opened, analyzer, pace, full=full)


def literal(value: str | None) -> str:
    return "NULL" if value is None else f"'{value}'"


def filled(server: Server, name: str) -> None:
    """`ROWS` rows of half a kilobyte: some five blocks in PostgreSQL, four ranges of keys in MySQL."""
    table = server.table(name)
    server.execute(f"DROP TABLE IF EXISTS {table}")
    server.execute(
        f"CREATE TABLE {table} (id int PRIMARY KEY, phone varchar(40), note text, filler varchar(500))"
    )
    values = ", ".join(
        f"({i}, '{13800138000 + i}', {literal(VALUES[i % 7])}, '{FILLER}')" for i in range(ROWS)
    )
    server.execute(f"INSERT INTO {table} VALUES {values}")


KEYS = st.integers(0, ROWS - 1)
CHANGE = st.one_of(
    st.tuples(st.just("delete"), KEYS, KEYS),
    st.tuples(st.just("update"), KEYS, st.sampled_from(VALUES)),
    st.tuples(st.just("insert"), st.integers(-50, 200), st.sampled_from(VALUES)),
)


def apply(server: Server, table: str, change: tuple[str, int, Any]) -> None:
    kind, key, value = change
    if kind == "delete":
        server.execute(f"DELETE FROM {table} WHERE id BETWEEN {key} AND {value}")
    elif kind == "update":
        server.execute(f"UPDATE {table} SET phone = {literal(value)} WHERE id = {key}")
    else:
        server.execute(f"DELETE FROM {table} WHERE id = {key}")
        server.execute(f"INSERT INTO {table} VALUES ({key}, NULL, {literal(value)}, 'x')")


@settings(max_examples=5, deadline=None)
@given(st.lists(st.lists(CHANGE, min_size=1, max_size=3), min_size=1, max_size=3))
def test_after_any_changes_the_findings_are_a_full_scans(
    server: Server, analyzer: AnalyzerEngine, rounds
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        memory, fresh = Path(folder) / "memory.sqlite", Path(folder) / "fresh.sqlite"
        filled(server, "changing")
        scan(server, "changing", memory, analyzer)
        for changes in rounds:
            for change in changes:
                apply(server, server.table("changing"), change)
            after = scan(server, "changing", memory, analyzer)
            whole = scan(server, "changing", fresh, analyzer, full=True)
            assert verdicts(after.tally, {}) == verdicts(whole.tally, {})
            assert after.tally.rows == whole.tally.rows


def test_only_changed_ranges_are_read(server: Server, analyzer: AnalyzerEngine, tmp_path: Path) -> None:
    filled(server, "steady")
    memory = tmp_path / "memory.sqlite"
    first = scan(server, "steady", memory, analyzer).coverage
    assert first.read >= 4 and first.rows_read == ROWS
    assert scan(server, "steady", memory, analyzer).coverage.read == 0
    server.execute(f"DELETE FROM {server.table('steady')} WHERE id = 3")
    again = scan(server, "steady", memory, analyzer)
    assert (again.coverage.read, again.coverage.left, again.tally.rows) == (1, 0, ROWS - 1)
    assert again.coverage.skipped == first.read - 1


def test_a_table_without_ranges_is_compared_as_a_whole(
    server: Server, analyzer: AnalyzerEngine, tmp_path: Path
) -> None:
    table = server.table("unranged")
    server.execute(f"CREATE TABLE {table} (code varchar(20) PRIMARY KEY, phone varchar(20))")
    server.execute(f"INSERT INTO {table} VALUES ('a', '13800138000'), ('b', 'x')")
    if server.store.kind == "postgresql":
        server.execute(f"CREATE TABLE {table}_child () INHERITS ({table})")
        server.execute(f"INSERT INTO {table}_child VALUES ('c', '13800138001')")
    memory = tmp_path / "memory.sqlite"
    first = scan(server, "unranged", memory, analyzer)
    assert first.coverage.read == 1 and "as a whole" in first.coverage.describe().en
    assert [verdict.entity_type for verdict in verdicts(first.tally, {})] == ["PHONE_NUMBER"]
    assert scan(server, "unranged", memory, analyzer).coverage.skipped == 1
    server.execute(f"DELETE FROM {table} WHERE phone <> 'x'")
    assert verdicts(scan(server, "unranged", memory, analyzer).tally, {}) == []


TYPES = {
    "postgresql": "j json, jb jsonb, ip inet, u uuid, l text[], n numeric(20,0), f float8, d date, "
    "at timestamptz, p point, b bytea, y boolean",
    "mysql": "j json, e enum('13800138000', 'b'), n decimal(20,0), f double, d date, at datetime, "
    "b blob, y tinyint(1), bt bit(8), t time, yr year, bin varchar(20) COLLATE utf8mb4_bin, "
    "u bigint unsigned",
}
ROW = {
    "postgresql": """'{"a": "13800138000"}', '{"a": "13800138000"}', '1.2.3.4', gen_random_uuid(),
        '{13800138000}', 13800138000, 13800138000, '1990-01-01', now(), '(1,2)', '\\x00', true""",
    "mysql": """'{"a": "13800138000"}', '13800138000', 13800138000, 13800138000, '1990-01-01', now(),
        x'00', 1, b'1', '10:00', 2024, '13800138000', 18446744073709551615""",
}


def test_every_type_is_read_as_the_whole_table_would_be(
    server: Server, analyzer: AnalyzerEngine, tmp_path: Path
) -> None:
    kind = server.store.kind
    table = server.table("typed")
    server.execute(f"CREATE TABLE {table} (id bigint PRIMARY KEY, {TYPES[kind]})")
    server.execute(f"INSERT INTO {table} VALUES (1, {ROW[kind]})")
    server.execute(f"INSERT INTO {table} (id) VALUES (2)")
    scanned = scan(server, "typed", tmp_path / "memory.sqlite", analyzer)
    with open_session([server.store]) as session:
        batches = session.connection.execute(f"FROM app.{table}").to_arrow_reader(1000)
        expected = scan_batches(batches, analyzer, table=table, sensitivity={})
    assert verdicts(scanned.tally, {}) == expected
    assert len(expected) >= 4


def test_a_date_that_is_none_does_not_end_the_scan(
    mysql: str, analyzer: AnalyzerEngine, tmp_path: Path
) -> None:
    path = parse_qs(urlsplit(mysql).query)["socket"][0]
    with pymysql.connect(unix_socket=path, user="root", autocommit=True, database="shop") as connection:
        cursor = connection.cursor()
        cursor.execute("SET sql_mode = ''")
        cursor.execute("CREATE TABLE old (id int PRIMARY KEY, born date, at datetime, phone varchar(20))")
        cursor.execute("INSERT INTO old VALUES (1, '2020-01-00', '0000-00-00', '13800138000')")
        cursor.execute("INSERT INTO old VALUES (2, '0000-00-00', '2020-00-00', '13800138001')")
    store = StoreConfig(name="app", kind="mysql", url=mysql)
    with open_session([store]) as session, open_memory(tmp_path / "memory.sqlite") as memory:
        table = read_catalog(session.connection, [store]).table("app", "shop.old")
        assert table is not None
        source = chunk_source(session.connection, store, table)
        pace = Pace(ScanSettings(), datetime.now)
        scanned = scan_chunks(source, Setting.of(table), memory, analyzer, pace)
        read = session.connection.execute('SELECT phone, born, "at" FROM app.shop.old ORDER BY id').fetchall()
    assert [verdict.findings for verdict in verdicts(scanned.tally, {})] == [2]
    assert read == [("13800138000", None, None), ("13800138001", None, None)]
