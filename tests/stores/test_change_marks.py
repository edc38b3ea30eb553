"""Tables compared by a change mark: only changed rows are read, and the tally is a full scan's."""

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import duckdb
import psycopg
import pymysql
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from presidio_analyzer import AnalyzerEngine

from privacy.detection.engine import build_analyzer
from privacy.detection.incremental import marked_dialect, marked_table, row_compare, row_scan, row_totals
from privacy.detection.incremental.chunk_scan import scan_chunks
from privacy.detection.incremental.forget import forget_rows
from privacy.detection.incremental.marked_table import MarkedTable
from privacy.detection.incremental.memory import Setting, open_memory
from privacy.detection.incremental.pace import Pace
from privacy.detection.incremental.scanned_table import (
    FULL_SCAN,
    FULL_SCAN_DUE,
    GOING_ON,
    MANY_CHANGES,
    NEW_CONTENT,
    NEW_RULES,
    OTHER_SAMPLE,
    ScannedTable,
)
from privacy.detection.incremental.sources import chunk_source
from privacy.detection.verdict import verdicts
from privacy.stores.catalog import Table
from privacy.stores.config import ScanSettings, StoreConfig
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session

NOW = datetime(2026, 3, 16, 2)
ROWS = 40
FILLER = "x" * 400


@dataclass(frozen=True)
class Server:
    """A real server: how to reach it read-only, and how to change it."""

    kind: str
    url: str
    execute: Callable[[str], Any]

    def name(self, table: str) -> str:
        return f"{'public' if self.kind == 'postgresql' else 'marked'}.{table}"

    def store(self, **scan: Any) -> StoreConfig:
        settings = ScanSettings(**({"change_marks": {"*": "changed"}} | scan))
        return StoreConfig(name="app", kind=self.kind, url=self.url, scan=settings)


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
            writer.execute("CREATE DATABASE marked CHARACTER SET utf8mb4")
            writer.execute("CREATE USER marker IDENTIFIED BY 'x'")
            writer.execute("GRANT SELECT ON marked.* TO marker")
            url = f"mysql://marker:x@127.0.0.1:{urlsplit(url).port}/marked"
        yield Server(request.param, url, writer.execute)


@pytest.fixture(scope="module")
def analyzer() -> AnalyzerEngine:
    return build_analyzer()


@pytest.fixture(autouse=True)
def small_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages and slices so small that a small table has several."""
    monkeypatch.setattr(marked_dialect, "PAGE_BLOCKS", 1)
    monkeypatch.setattr(marked_dialect, "PAGE_RANGES", 1)
    monkeypatch.setattr(marked_dialect, "PAGE_ROWS", 16)
    monkeypatch.setattr("privacy.detection.incremental.databases.MYSQL_ROWS", 16)
    monkeypatch.setattr(row_compare, "ROWS_A_SLICE", 16)
    monkeypatch.setattr(row_scan, "ROWS_A_STATEMENT", 16)
    monkeypatch.setattr(marked_table, "ROWS_A_STATEMENT", 16)
    monkeypatch.setattr(marked_table, "KEYS_A_STATEMENT", 3)


@dataclass(frozen=True)
class Marked:
    """A table of a server, and a session that reads it."""

    server: Server
    table: Table
    connection: duckdb.DuckDBPyConnection

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def setting(self) -> Setting:
        return Setting.of(self.table)

    def source(self, **scan: Any) -> Any:
        return chunk_source(self.connection, self.server.store(**scan), self.table)


@contextlib.contextmanager
def opened(server: Server, name: str) -> Iterator[Marked]:
    store = server.store()
    with open_session([store]) as session:
        assert session.failed == {}
        table = read_catalog(session.connection, [store]).table("app", server.name(name))
        assert table is not None
        yield Marked(server, table, session.connection)


def scan(
    marked: Marked,
    memory: Path,
    analyzer: AnalyzerEngine,
    *,
    full: bool = False,
    at: Callable[[], datetime] = lambda: NOW,
    **settings: Any,
) -> ScannedTable:
    source, pace = marked.source(**settings), Pace(ScanSettings(**settings), at)
    with open_memory(memory) as remembered:
        return scan_chunks(source, marked.setting, remembered, analyzer, pace, full=full)


def assert_like_new(scanned: ScannedTable, marked: Marked, memory: Path, analyzer: AnalyzerEngine) -> None:
    """The tally is that of a scan without any memory, to the last shape."""
    memory.unlink(missing_ok=True)
    whole = scan(marked, memory, analyzer)
    assert whole.coverage.rows_read >= whole.tally.rows
    assert list(scanned.tally.groups.items()) == list(whole.tally.groups.items())
    assert scanned.tally.rows == whole.tally.rows
    assert verdicts(scanned.tally, {}) == verdicts(whole.tally, {})


KEYS = {
    "whole": ("id bigint, PRIMARY KEY (id)", lambda i: str(i)),
    "text": ("no varchar(20), PRIMARY KEY (no)", lambda i: f"'客{i}''s'"),
    "both": ("a int, b varchar(20), PRIMARY KEY (b, a)", lambda i: f"{i % 3}, 'k{i}'"),
}
COLUMNS = {"whole": ["id"], "text": ["no"], "both": ["a", "b"]}
CONTENT = "phone varchar(40), note text, amount int, rate double precision, extra json, order_no varchar(40)"
VALUES = [
    (None, None, None, None, None, None),
    ("13800138000", "请致电13912345678找李静", 12, 1.0, '{"wx": "a@b.com", "l": ["x", "13700137000"]}', "A1"),
    ("张伟", '{"tel": "13700137000"}', 99_999, 13800138000.0, "[1, 2]", "13800138001"),
    ("a@b.com", "已支付", -5, 2.5, '"x"', "A2"),
    ("无", "退款 6222021234567890128", 0, None, '{"l": []}', "A3"),
]


def literal(value: Any) -> str:
    return "NULL" if value is None else str(value) if isinstance(value, int | float) else f"'{value}'"


def condition(key: str, number: int) -> str:
    return " AND ".join(f"{column} = {value}" for column, value in key_values(key, number))


def key_values(key: str, number: int) -> list[tuple[str, str]]:
    return list(zip(COLUMNS[key], KEYS[key][1](number).split(", "), strict=True))


def row(key: str, number: int, value: int, mark: str) -> str:
    cells = ", ".join(map(literal, VALUES[value]))
    return f"({KEYS[key][1](number)}, {cells}, '{FILLER}', '{mark}')"


def filled(server: Server, name: str, key: str = "whole", rows: int = ROWS) -> None:
    """Rows of half a kilobyte, marked a minute apart."""
    columns, _, primary = KEYS[key][0].rpartition(", PRIMARY")
    server.execute(f"DROP TABLE IF EXISTS {server.name(name)}")
    server.execute(
        f"CREATE TABLE {server.name(name)} ({columns}, {CONTENT}, filler varchar(500), "
        f"changed timestamp NOT NULL, PRIMARY{primary})"
    )
    server.execute(f"CREATE INDEX {name}_changed ON {server.name(name)} (changed)")
    refill(server, name, key, rows)


def refill(server: Server, name: str, key: str = "whole", rows: int = ROWS) -> None:
    server.execute(f"DELETE FROM {server.name(name)}")
    values = ", ".join(row(key, number, number % len(VALUES), mark_of(number)) for number in range(rows))
    server.execute(f"INSERT INTO {server.name(name)} VALUES {values}")


def mark_of(minute: int, seconds: int = 0) -> str:
    return str(datetime(2026, 3, 1) + timedelta(minutes=minute, seconds=seconds))


NUMBERS = st.integers(0, ROWS + 5)
# Minutes after the first mark: early, late, or in the future.
MINUTES = st.integers(0, 200) | st.just(10**6)
CHANGE = st.tuples(
    st.sampled_from(["delete", "update", "insert", "rekey"]),
    NUMBERS,
    NUMBERS,
    st.integers(0, len(VALUES) - 1),
    MINUTES,
)


def apply(server: Server, name: str, key: str, change: tuple[str, int, int, int, int], step: int) -> None:
    """A change whose mark no row had before; it may be earlier than others."""
    kind, number, other, value, minute = change
    table, where, mark = server.name(name), condition(key, number), mark_of(minute, step % 59 + 1)
    if kind == "update":
        phone = literal(VALUES[value][0])
        server.execute(f"UPDATE {table} SET phone = {phone}, changed = '{mark}' WHERE {where}")
    elif kind == "rekey" and number != other:
        server.execute(f"DELETE FROM {table} WHERE {condition(key, other)}")
        pairs = ", ".join(f"{column} = {to}" for column, to in key_values(key, other))
        server.execute(f"UPDATE {table} SET {pairs}, changed = '{mark}' WHERE {where}")
    else:
        server.execute(f"DELETE FROM {table} WHERE {where}")
        if kind == "insert":
            server.execute(f"INSERT INTO {table} VALUES {row(key, number, value, mark)}")


@pytest.mark.parametrize("key", list(KEYS))
def test_after_any_changes_the_tally_is_a_full_scans(
    server: Server, analyzer: AnalyzerEngine, key: str
) -> None:
    filled(server, "changing", key)
    with opened(server, "changing") as marked, tempfile.TemporaryDirectory() as folder:
        memory, fresh = Path(folder) / "memory.sqlite", Path(folder) / "fresh.sqlite"

        @settings(max_examples=5, deadline=None)
        @given(st.lists(st.lists(CHANGE, min_size=1, max_size=6), min_size=1, max_size=2))
        def check(rounds: list) -> None:
            refill(server, "changing", key)
            memory.unlink(missing_ok=True)
            scan(marked, memory, analyzer)
            for number, changes in enumerate(rounds):
                for step, change in enumerate(changes):
                    apply(server, "changing", key, change, 10 * number + step)
                after = scan(marked, memory, analyzer)
                assert after.coverage.cause in (NEW_CONTENT, MANY_CHANGES)
                assert_like_new(after, marked, fresh, analyzer)

        check()


def test_only_changed_rows_are_read(server: Server, analyzer: AnalyzerEngine, tmp_path: Path) -> None:
    filled(server, "steady")
    table, memory = server.name("steady"), tmp_path / "memory.sqlite"
    with opened(server, "steady") as marked:
        first = scan(marked, memory, analyzer)
        assert (first.coverage.rows_read, first.tally.rows, first.coverage.read) > (ROWS - 1, ROWS - 1, 2)
        # The marks of the last ten minutes are read again, whatever they are.
        quiet = scan(marked, memory, analyzer).coverage
        assert quiet.rows is not None and (quiet.rows_read, quiet.rows.skipped) == (11, ROWS - 11)
        server.execute(f"UPDATE {table} SET phone = 'x', changed = '{mark_of(100)}' WHERE id = 3")
        server.execute(f"DELETE FROM {table} WHERE id = 4")
        server.execute(f"INSERT INTO {table} VALUES {row('whole', 77, 1, mark_of(0, 7))}")
        server.execute(f"UPDATE {table} SET phone = 'y', changed = '{mark_of(-5)}' WHERE id = 5")
        after = scan(marked, memory, analyzer)
        assert after.coverage.rows_read == 11 + 3 and after.tally.rows == ROWS
        assert_like_new(after, marked, tmp_path / "fresh.sqlite", analyzer)
        line = after.coverage.describe()
    assert "14 rows, new or changed content" in line.en and "26 rows skipped" in line.en
    assert (
        "last read in full on 2026-03-16" in line.en and "until the reading in full of 2026-04-15" in line.en
    )
    assert "跳过 26 行（变更标记未变）" in line.zh and "2026-03-16 全量读取过" in line.zh


def test_a_write_without_a_mark_is_seen_at_the_next_reading_in_full(
    server: Server, analyzer: AnalyzerEngine, tmp_path: Path
) -> None:
    filled(server, "unstamped")
    memory = tmp_path / "memory.sqlite"
    with opened(server, "unstamped") as marked:
        scan(marked, memory, analyzer)
        server.execute(f"UPDATE {server.name('unstamped')} SET order_no = 'secret@example.com' WHERE id = 0")

        def found(at: datetime, **more: Any) -> tuple[Any, bool]:
            scanned = scan(marked, memory, analyzer, at=lambda: at, **more)
            types = scanned.tally.groups["order_no", None].entities
            return scanned.coverage.cause, "EMAIL_ADDRESS" in types

        days = {"change_marks": {"*": "changed"}, "full_scan_every_days": 7}
        assert found(NOW + timedelta(days=6), **days) == (NEW_CONTENT, False)
        assert found(NOW + timedelta(days=7), **days) == (FULL_SCAN_DUE, True)
        assert found(NOW + timedelta(days=13), **days) == (NEW_CONTENT, True)
        assert scan(marked, memory, analyzer, full=True).coverage.cause is FULL_SCAN


def test_a_closed_window_is_gone_on_from(server: Server, analyzer: AnalyzerEngine, tmp_path: Path) -> None:
    filled(server, "paused")
    memory, window = tmp_path / "memory.sqlite", {"change_marks": {"*": "changed"}, "window": "01:00-06:00"}
    with opened(server, "paused") as marked:
        moments = iter([NOW] * 4)

        def clock() -> datetime:
            return next(moments, NOW.replace(hour=12))

        paused = scan(marked, memory, analyzer, at=clock, **window)
        assert paused.coverage.left and 0 < paused.tally.rows < ROWS
        assert scan(marked, memory, analyzer, at=clock, **window).coverage.left
        server.execute(
            f"UPDATE {server.name('paused')} SET phone = 'x', changed = '{mark_of(99)}' WHERE id < 3"
        )
        resumed = scan(marked, memory, analyzer, **window)
        assert resumed.coverage.cause is GOING_ON and not resumed.coverage.left
        assert resumed.coverage.rows_read < ROWS + 3
        assert_like_new(resumed, marked, tmp_path / "fresh.sqlite", analyzer)


def test_writes_that_overtake_a_reading_in_full_are_not_lost(
    server: Server, analyzer: AnalyzerEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    filled(server, "busy")
    pages = []

    def page(source: MarkedTable, key: str) -> Iterator[Any]:
        yield from read(source, key)
        pages.append(key)
        if len(pages) == 1:
            # Updated rows move to the end of a table of PostgreSQL, and are met again there.
            server.execute(f"UPDATE {server.name('busy')} SET phone = 'x' WHERE id < 2")
            server.execute(
                f"UPDATE {server.name('busy')} SET phone = 'a@b.com', changed = '{mark_of(99)}' "
                "WHERE id IN (2, 39)"
            )
            server.execute(f"DELETE FROM {server.name('busy')} WHERE id = 4")

    read = MarkedTable.page
    monkeypatch.setattr(MarkedTable, "page", page)
    with opened(server, "busy") as marked:
        first = scan(marked, tmp_path / "memory.sqlite", analyzer)
        assert len(pages) > 2 and first.tally.rows == ROWS - 1
        server.execute(f"UPDATE {server.name('busy')} SET changed = '{mark_of(120)}' WHERE id < 2")
        after = scan(marked, tmp_path / "memory.sqlite", analyzer)
        assert_like_new(after, marked, tmp_path / "fresh.sqlite", analyzer)


def test_many_changes_are_read_page_by_page(server: Server, analyzer: AnalyzerEngine, tmp_path: Path) -> None:
    filled(server, "mass")
    table, memory = server.name("mass"), tmp_path / "memory.sqlite"
    with opened(server, "mass") as marked:
        for change in (
            f"UPDATE {table} SET phone = 'x', changed = '{mark_of(100)}' WHERE id < 30",
            f"UPDATE {table} SET phone = 'y', changed = '{mark_of(-100)}' WHERE id < 30",
        ):
            scan(marked, memory, analyzer)
            server.execute(change)
            after = scan(marked, memory, analyzer)
            assert after.coverage.cause is MANY_CHANGES
            assert_like_new(after, marked, tmp_path / "fresh.sqlite", analyzer)


def test_a_header_that_cells_contradict_is_judged_by_all_of_them(
    server: Server, analyzer: AnalyzerEngine, tmp_path: Path
) -> None:
    filled(server, "headers")
    table, memory = server.name("headers"), tmp_path / "memory.sqlite"
    with opened(server, "headers") as marked:
        server.execute(f"UPDATE {table} SET order_no = 'A' WHERE id >= 0")
        scan(marked, memory, analyzer)
        server.execute(
            f"UPDATE {table} SET order_no = '13800138000', changed = '{mark_of(50)}' WHERE id > 24"
        )
        server.execute(f"DELETE FROM {table} WHERE id BETWEEN 5 AND 24")
        after = scan(marked, memory, analyzer)
        assert after.coverage.cause is OTHER_SAMPLE
        assert after.tally.groups["order_no", None].entities["PHONE_NUMBER"].cells == 15
        assert_like_new(after, marked, tmp_path / "fresh.sqlite", analyzer)


def test_another_size_takes_another_sample(
    server: Server, analyzer: AnalyzerEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_scan, "SAMPLED_ROWS", ROWS // 2)
    filled(server, "sizes", rows=ROWS // 2)
    memory = tmp_path / "memory.sqlite"
    with opened(server, "sizes") as marked:
        small = scan(marked, memory, analyzer)
        assert small.tally.groups["phone", None].unprompted.total() == 12
        server.execute(f"INSERT INTO {server.name('sizes')} VALUES {row('whole', 30, 1, mark_of(30))}")
        after = scan(marked, memory, analyzer)
        assert after.coverage.cause is OTHER_SAMPLE
        assert after.tally.groups["phone", None].unprompted.total() < 12
        assert_like_new(after, marked, tmp_path / "fresh.sqlite", analyzer)


def test_a_map_with_data_for_keys_is_left_to_hashes(
    server: Server, analyzer: AnalyzerEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(row_totals, "PATHS", 5)
    filled(server, "paths")
    memory, table = tmp_path / "memory.sqlite", server.name("paths")
    with opened(server, "paths") as marked:
        scan(marked, memory, analyzer)
        server.execute(
            f"UPDATE {table} SET extra = '{{\"x\": 1, \"y\": 2}}', changed = '{mark_of(50)}' WHERE id = 1"
        )
        coverage = scan(marked, memory, analyzer).coverage
        assert coverage.rows is None and coverage.read and coverage.rows_read == ROWS
        assert "too many JSON paths" in coverage.describe().en and "JSON 路径太多" in coverage.describe().zh
        assert scan(marked, memory, analyzer).coverage.read == 0
        monkeypatch.undo()
        after = scan(marked, memory, analyzer, at=lambda: NOW + timedelta(days=30))
        assert after.coverage.rows is not None
        assert_like_new(after, marked, tmp_path / "fresh.sqlite", analyzer)


@pytest.mark.parametrize("key", list(KEYS))
def test_an_erased_row_leaves_nothing(
    server: Server, analyzer: AnalyzerEngine, tmp_path: Path, key: str
) -> None:
    filled(server, "erased", key)
    table, memory = server.name("erased"), tmp_path / "memory.sqlite"
    values = [
        tuple(value.strip("'").replace("''", "'") for _, value in sorted(key_values(key, n), reverse=True))
        for n in (1, 6, 99)
    ]
    with opened(server, "erased") as marked:
        scan(marked, memory, analyzer)
        before = memory.read_bytes()
        source = marked.source()
        gone = source.key_hashes(values)
        with open_memory(memory) as remembered:
            sealed = remembered.connection.execute("SELECT hashes, classes FROM row_segments").fetchall()
            assert forget_rows(source, marked.setting, remembered, values) == 2
            rows = remembered.rows(marked.setting)
            known = [int(value) for _, hashes in rows.segments() for value in hashes.keys]
            assert len(known) == ROWS - 2 and not set(known) & set(gone.tolist())
            changed = set(sealed) - set(
                remembered.connection.execute("SELECT hashes, classes FROM row_segments").fetchall()
            )
            assert changed and not Path(f"{memory}-wal").stat().st_size
        after = memory.read_bytes()
        for hashes, _ in changed:
            assert hashes[:64] in before and hashes[:64] not in after
        for number in (1, 6):
            server.execute(f"DELETE FROM {table} WHERE {condition(key, number)}")
        scanned = scan(marked, memory, analyzer)
        assert scanned.coverage.rows_read == 11
        assert_like_new(scanned, marked, tmp_path / "fresh.sqlite", analyzer)


def test_another_key_of_ours_or_another_mark_begins_anew(
    server: Server, analyzer: AnalyzerEngine, tmp_path: Path
) -> None:
    filled(server, "anew")
    memory = tmp_path / "memory.sqlite"
    with opened(server, "anew") as marked:
        scan(marked, memory, analyzer)
        (tmp_path / "keys" / "scan-memory.key").unlink()
        again = scan(marked, memory, analyzer).coverage
        assert again.cause is NEW_RULES and again.rows_read == ROWS
        server.execute(
            f"ALTER TABLE {server.name('anew')} ADD other timestamp NOT NULL DEFAULT '2026-01-01 00:00:00'"
        )
        server.execute(f"CREATE INDEX anew_other ON {server.name('anew')} (other)")
    with opened(server, "anew") as marked:
        assert scan(marked, memory, analyzer, change_marks={"anew": "other"}).coverage.cause is NEW_RULES


def test_a_mark_that_cannot_be_relied_on_is_not_used_and_the_report_says_why(
    server: Server, analyzer: AnalyzerEngine, tmp_path: Path
) -> None:
    table = server.name("doubtful")
    server.execute(
        f"CREATE TABLE {table} (id int PRIMARY KEY, none timestamp NULL, bare timestamp NOT NULL, "
        "second timestamp NOT NULL, words varchar(20) NOT NULL)"
    )
    server.execute(f"CREATE INDEX doubtful_two ON {table} (bare, second)")
    server.execute(f"CREATE INDEX doubtful_none ON {table} (none)")
    server.execute(f"CREATE TABLE {server.name('keyless')} (bare timestamp NOT NULL)")
    server.execute(f"CREATE INDEX keyless_bare ON {server.name('keyless')} (bare)")
    with opened(server, "doubtful") as marked:
        for column, why in {
            "missing": "there is no such column",
            "none": "it may be NULL",
            "second": "no index begins with it",
            "words": "it is no date and time",
        }.items():
            method = scan(marked, tmp_path / "m.sqlite", analyzer, change_marks={"*": column}).coverage.method
            assert f"change mark {column} is not used: {why}" in method.en and "未采用变更标记" in method.zh
        assert "by the change mark bare" in marked.source(change_marks={"doubt*": "bare"}).method.en
        assert "by a hash" in marked.source(change_marks={"other": "bare"}).method.en
    with opened(server, "keyless") as marked:
        assert "no primary key" in marked.source(change_marks={"*": "bare"}).method.en


def test_a_column_that_the_server_stamps_is_named_and_not_used(mariadb: str) -> None:
    path = parse_qs(urlsplit(mariadb).query)["socket"][0]
    with pymysql.connect(unix_socket=path, user="root", autocommit=True) as connection:
        cursor = connection.cursor()
        cursor.execute("CREATE DATABASE stamped")
        cursor.execute(
            "CREATE TABLE stamped.t (id int PRIMARY KEY, at datetime NOT NULL "
            "DEFAULT CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP, KEY (at))"
        )
    store = StoreConfig(name="app", kind="mysql", url=mariadb.replace("/?", "/stamped?"))
    with open_session([store]) as session:
        (table,) = read_catalog(session.connection, [store]).tables
        method = chunk_source(session.connection, store, table).method
    assert "by a hash of each range of keys (the server stamps column at" in method.en
    assert "服务器会更新列 at" in method.zh


def test_the_first_glob_that_fits_names_the_mark() -> None:
    settings = ScanSettings(change_marks={"log_*": "written", "public.*": "changed", "*": "other"})
    tables = ["public.log_in", "public.orders", "archive.orders", "log_out"]
    assert [settings.change_mark(name) for name in tables] == ["written", "changed", "other", "written"]
    assert ScanSettings().change_mark("public.orders") is None
