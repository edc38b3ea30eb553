"""Files and embedded databases: only what changed is read, and the findings are a full scan's."""

import json
import os
import shutil
import sqlite3
import tempfile
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.detection.incremental.memory import open_memory
from privacy.detection.incremental.scanned_table import FIRST_SCAN, FULL_SCAN, NEW_CONTENT, NEW_RULES
from privacy.detection.verdict import verdicts
from privacy.stores.config import StoreConfig

VALUES = [
    None,
    "13800138000",
    "张伟",
    "a@b.com",
    "已支付",
    "请致电13912345678找李静",
    '{"wx": "13700137000"}',
]
ROW = st.tuples(st.sampled_from(VALUES), st.sampled_from(VALUES))
GROUPS = st.lists(st.lists(ROW, min_size=1, max_size=4), min_size=1, max_size=3)
"""The rows of the row groups of a file."""
# A file is written anew, or removed where there are no groups.
STEPS = st.lists(st.tuples(st.integers(0, 2), st.none() | GROUPS), min_size=1, max_size=5)


def write_groups(path: Path, groups: list[list[tuple[str | None, str | None]]]) -> None:
    schema = pa.schema([("phone", pa.string()), ("note", pa.string())])
    with pq.ParquetWriter(path, schema) as writer:
        for rows in groups:
            columns = [pa.array(column, pa.string()) for column in zip(*rows, strict=True)]
            writer.write_table(pa.table(columns, schema=schema))


def lake(folder: Path) -> StoreConfig:
    return StoreConfig(name="lake", kind="parquet", url=str(folder))


@settings(max_examples=15, deadline=None)
@given(STEPS)
def test_after_any_changes_the_findings_are_a_full_scans(scan, steps) -> None:
    with tempfile.TemporaryDirectory() as name:
        root = Path(name) / "lake"
        (root / "events").mkdir(parents=True)
        write_groups(root / "events" / "base.parquet", [[("13800138000", "张伟")]])
        with open_memory(Path(name) / "memory.sqlite") as kept:
            for number, groups in steps:
                path = root / "events" / f"{number}.parquet"
                path.unlink(missing_ok=True) if groups is None else write_groups(path, groups)
                after = scan(lake(root), kept)
                with open_memory(Path(name) / "fresh.sqlite") as fresh:
                    whole = scan(lake(root), fresh, full=True)
                assert verdicts(after.tally, {}) == verdicts(whole.tally, {})
                assert after.tally.rows == whole.tally.rows
                assert after.coverage.chunks == whole.coverage.chunks


def test_only_changed_row_groups_are_read(tmp_path: Path, scan, memory) -> None:
    (tmp_path / "events").mkdir()
    groups = [[(f"1380013{row:04d}", f"第{row}行")] * 2 for row in range(10)]
    path = tmp_path / "events" / "1.parquet"
    write_groups(path, groups)
    first = scan(lake(tmp_path), memory).coverage
    assert (first.read, first.skipped, first.cause) == (10, 0, FIRST_SCAN)
    groups[4] = [("a@b.com", "x")]
    write_groups(path, groups)
    second = scan(lake(tmp_path), memory).coverage
    assert (second.read, second.skipped, second.rows_read, second.cause) == (1, 9, 1, NEW_CONTENT)
    # Neither a new name nor a new time is a new content.
    shutil.move(path, tmp_path / "events" / "2.parquet")
    assert scan(lake(tmp_path), memory).coverage.read == 0
    whole = scan(lake(tmp_path), memory, full=True).coverage
    assert (whole.read, whole.skipped, whole.cause) == (10, 0, FULL_SCAN)


def test_a_removed_row_group_takes_its_findings_along(tmp_path: Path, scan, memory) -> None:
    (tmp_path / "events").mkdir()
    path = tmp_path / "events" / "1.parquet"
    write_groups(path, [[("13800138000", "无")] * 3, [("已支付", "无")] * 3])
    assert {v.entity_type for v in verdicts(scan(lake(tmp_path), memory).tally, {})} == {"PHONE_NUMBER"}
    write_groups(path, [[("已支付", "无")] * 3])
    after = scan(lake(tmp_path), memory)
    assert verdicts(after.tally, {}) == [] and after.coverage.read == 0
    assert memory.connection.execute("SELECT count(*) FROM chunk_tallies").fetchone() == (1,)


def test_a_new_column_or_recognizer_reads_everything_again(tmp_path: Path, scan, memory, monkeypatch) -> None:
    (tmp_path / "events").mkdir()
    write_groups(tmp_path / "events" / "1.parquet", [[("13800138000", "无")]])
    scan(lake(tmp_path), memory)
    pq.write_table(pa.table({"phone": ["x"], "extra": ["y"]}), tmp_path / "events" / "2.parquet")
    assert scan(lake(tmp_path), memory).coverage.cause == NEW_RULES
    assert scan(lake(tmp_path), memory).coverage.read == 0
    monkeypatch.setattr("privacy.detection.incremental.memory.recognizer_set_version", lambda: "another")
    again = scan(lake(tmp_path), memory).coverage
    assert (again.read, again.cause) == (2, NEW_RULES)


def test_columns_in_the_path_are_scanned(tmp_path: Path, scan, memory) -> None:
    day = tmp_path / "events" / "mail=a@b.com"
    day.mkdir(parents=True)
    write_groups(day / "1.parquet", [[("x", "y")] * 2])
    found = verdicts(scan(lake(tmp_path), memory).tally, {})
    assert [(verdict.column, verdict.entity_type) for verdict in found] == [("mail", "EMAIL_ADDRESS")]
    day.rename(tmp_path / "events" / "mail=none")
    assert verdicts(scan(lake(tmp_path), memory).tally, {}) == []


def test_a_text_file_is_read_again_when_its_content_changed(tmp_path: Path, scan, memory) -> None:
    folder = tmp_path / "csv" / "people"
    folder.mkdir(parents=True)
    (folder / "1.csv").write_text("phone,note\n13800138000,x\n")
    (folder / "2.csv").write_text("phone,note\n13800138001,x\n")
    store = StoreConfig(name="c", kind="csv", url=str(tmp_path / "csv"))
    assert scan(store, memory).coverage.read == 2
    before = os.stat(folder / "2.csv")
    (folder / "2.csv").write_text("phone,note\naaaaa@b.com,x\n")
    # Same length, and its time set back: only the content tells.
    os.utime(folder / "2.csv", ns=(before.st_atime_ns, before.st_mtime_ns))
    again = scan(store, memory)
    assert (again.coverage.read, again.coverage.skipped) == (1, 1)
    assert {v.entity_type for v in verdicts(again.tally, {})} == {"PHONE_NUMBER", "EMAIL_ADDRESS"}
    assert scan(store, memory).coverage.read == 0


def test_json_lines_and_an_empty_file(tmp_path: Path, scan, memory) -> None:
    folder = tmp_path / "log"
    folder.mkdir()
    (folder / "1.jsonl").write_text(json.dumps({"a": {"tel": "13800138000"}}) + "\n")
    (folder / "2.jsonl").touch()
    scanned = scan(StoreConfig(name="j", kind="jsonl", url=str(tmp_path)), memory)
    assert (scanned.coverage.read, scanned.tally.rows) == (2, 1)
    assert [(v.column, v.path) for v in verdicts(scanned.tally, {})] == [("a", "$.tel")]


def test_duckdb_is_compared_by_ranges_of_rows(tmp_path: Path, scan, memory, monkeypatch) -> None:
    monkeypatch.setattr("privacy.detection.incremental.databases.DUCKDB_ROWS", 100)
    path = str(tmp_path / "d.duckdb")
    store = StoreConfig(name="d", kind="duckdb", url=path)
    with duckdb.connect(path) as database:
        database.execute("CREATE TABLE t AS SELECT 'x' || i AS a FROM range(1000) AS r (i)")
        database.execute("CREATE VIEW v AS FROM t")
    assert scan(store, memory, table="main.t").coverage.read == 10
    assert scan(store, memory, table="main.v").coverage.read == 1
    with duckdb.connect(path) as database:
        database.execute("UPDATE t SET a = '13800138000' WHERE a = 'x555'; DELETE FROM t WHERE a = 'x777'")
    again = scan(store, memory, table="main.t")
    assert (again.coverage.read, again.coverage.skipped, again.tally.rows) == (2, 8, 999)
    assert [v.findings for v in verdicts(again.tally, {}) if v.kind == "mentions"] in ([], [1])


def test_sqlite_is_scanned_again_as_a_whole_and_says_so(tmp_path: Path, scan, memory) -> None:
    path = tmp_path / "s.sqlite"
    store = StoreConfig(name="s", kind="sqlite", url=str(path))
    with sqlite3.connect(path) as database:
        database.execute("CREATE TABLE t (a TEXT)")
        database.executemany("INSERT INTO t VALUES (?)", [("13800138000",), (None,), ("x",)])
    first = scan(store, memory).coverage
    assert (first.read, first.rows_read) == (1, 3)
    assert "as a whole" in first.describe().en and "整表" in first.describe().zh
    assert scan(store, memory).coverage.skipped == 1
    with sqlite3.connect(path) as database:
        database.execute("DELETE FROM t WHERE a = '13800138000'")
    again = scan(store, memory)
    assert (again.coverage.read, verdicts(again.tally, {})) == (1, [])
