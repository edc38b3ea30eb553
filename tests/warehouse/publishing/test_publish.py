import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import pyarrow.parquet as pq
import pytest

from policy.bundle import Policy
from policy.text import Text
from warehouse.database import record_unusable
from warehouse.publishing.describe import Stamp
from warehouse.publishing.publish import PARQUET, publish
from warehouse.publishing.tables import load_published

READER = """
import sys, duckdb
seen = set()
for _ in range(5000):
    with duckdb.connect(sys.argv[1], read_only=True) as reader:
        runs = reader.execute("SELECT DISTINCT run_id FROM about").fetchall()
        assert len(runs) == 1, runs
        assert reader.execute("SELECT count(*) FROM kpi_complaints_monthly").fetchone() == (6,)
    seen.add(runs[0][0])
    if len(seen) == 4:
        break
print(len(seen))
"""


def _rows(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with duckdb.connect(str(path), read_only=True) as reader:
        return reader.execute(sql).fetchall()


def test_only_allowed_tables_and_columns_leave_and_nobody_is_in_them(
    warehouse: duckdb.DuckDBPyConnection, policy: Policy, stamp: Stamp, copy: Path
) -> None:
    warehouse.execute(
        "ALTER TABLE models.kpi_refunds_monthly ADD COLUMN user_id VARCHAR DEFAULT 'k1.person-1'"
    )
    names = publish(warehouse, copy, policy.complaints, stamp)
    assert set(names) == {"about", "definitions", *load_published()}
    columns = {name for (name,) in _rows(copy, "SELECT column_name FROM duckdb_columns() WHERE NOT internal")}
    assert "user_id" not in columns
    for file in (copy, *(copy.parent / PARQUET).iterdir()):
        assert b"k1." not in file.read_bytes(), file


def test_small_cells_are_empty_and_so_is_a_quarter_that_would_give_them_away(copy: Path) -> None:
    """Of 10, 3 and 3 the two small months hide each other; of 20, 3 and 8 the quarter gives the one away."""
    sql = (
        "SELECT received, answered, first_response_p50_hours, first_response_mean_hours "
        "FROM kpi_complaints_{} ORDER BY 1"
    )
    assert _rows(copy, sql.format("monthly")) == [
        (3, None, None, None),
        (3, None, None, None),
        (3, None, None, None),
        (8, 8, 2.0, 2.0),
        (10, 10, 2.0, 2.0),
        (20, 20, 2.0, 2.0),
    ]
    assert _rows(copy, sql.format("quarterly")) == [(16, 16, 2.0, 2.0), (31, None, 2.0, None)]
    survey = "SELECT responses, mean_score FROM kpi_satisfaction ORDER BY 1"
    assert _rows(copy, survey) == [(4, None), (40, 4.0)]


def test_tables_columns_and_parquet_files_carry_both_languages(policy: Policy, copy: Path) -> None:
    names = ["about", "definitions", *load_published()]
    comments = _rows(
        copy,
        "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal "
        "UNION ALL SELECT table_name, '', comment FROM duckdb_tables()",
    )
    assert [each for each in comments if not each[2] or " / " not in each[2]] == []
    comment = {(table, column): said for table, column, said in comments}
    received = next(kpi for kpi in policy.complaints.kpis if kpi.column == "received")
    assert received.definition.en in comment["kpi_complaints_monthly", "received"]
    for name in names:
        schema = pq.read_schema(copy.parent / PARQUET / f"{name}.parquet")
        assert schema.metadata[b"run"] == b"run-1"
        told = json.loads(schema.metadata[b"comments"])
        for field in schema:
            assert told[field.name] == comment[name, field.name]
            assert field.metadata[b"comment"].decode() == comment[name, field.name]
    defined = _rows(copy, "SELECT table_name, column_name FROM definitions")
    assert sorted(defined) == sorted(
        (table, column) for table, column in comment if column and table not in ("about", "definitions")
    )
    owned = (
        "SELECT target, owner_en FROM definitions "
        "WHERE column_name = 'first_response_p90_hours' AND target IS NOT NULL"
    )
    assert _rows(copy, owned) == [(24.0, "Head of customer service")]


def test_a_table_that_could_not_be_refreshed_says_so_and_one_that_is_gone_leaves_no_file(
    warehouse: duckdb.DuckDBPyConnection, policy: Policy, stamp: Stamp, copy: Path
) -> None:
    record_unusable(
        warehouse, "kpi_satisfaction", "failed", Text(zh="surveys：未映射", en="surveys: not mapped")
    )
    warehouse.execute("DROP TABLE models.kpi_service_monthly")
    publish(warehouse, copy, policy.complaints, replace(stamp, run_id="run-2"))
    about = _rows(
        copy, "SELECT table_name, row_count, is_fresh, as_of, why_en, run_id FROM about ORDER BY ALL"
    )
    stale = [row for row in about if not row[2]]
    assert stale == [("kpi_satisfaction", 2, False, None, "surveys: not mapped", "run-2")]
    assert all(row[3] == stamp.as_of for row in about if row[2])
    for gone in ("monthly", "quarterly"):
        assert not (copy.parent / PARQUET / f"kpi_service_{gone}.parquet").exists()
    assert (copy.parent / PARQUET / "kpi_satisfaction.parquet").exists()


@pytest.mark.parametrize("fails", ["duckdb", "parquet"])
def test_a_failed_publish_leaves_the_last_good_files(
    warehouse: duckdb.DuckDBPyConnection,
    policy: Policy,
    stamp: Stamp,
    copy: Path,
    fails: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = {path: path.read_bytes() for path in copy.parent.rglob("*") if path.is_file()}
    if fails == "duckdb":
        warehouse.execute("ATTACH ':memory:' AS published")  # the name is taken: the copy cannot be made
    else:
        # The last of the files cannot be written, when all others are.
        last = copy.parent / PARQUET / f".kpi_service_monthly.parquet.{os.getpid()}.new"
        original = pq.write_table

        def full(table: Any, where: Path, **options: Any) -> None:
            if where == last:
                raise OSError(28, "No space left on device")
            original(table, where, **options)

        monkeypatch.setattr(pq, "write_table", full)
    with pytest.raises((duckdb.Error, OSError)):
        publish(warehouse, copy, policy.complaints, replace(stamp, run_id="run-2"))
    assert {path: path.read_bytes() for path in copy.parent.rglob("*") if path.is_file()} == before


def test_another_process_reads_whole_copies_while_a_run_writes_and_publishes(
    warehouse: duckdb.DuckDBPyConnection, policy: Policy, stamp: Stamp, copy: Path
) -> None:
    """The warehouse stays open for writing all the while, which shuts readers of its own file out."""
    reader = subprocess.Popen(
        [sys.executable, "-c", READER, str(copy)], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    run = 1
    while reader.poll() is None:
        run += 1
        publish(warehouse, copy, policy.complaints, replace(stamp, run_id=f"run-{run}"))
    out, err = reader.communicate(timeout=60)
    assert reader.returncode == 0, err.decode()
    assert out.decode().strip() == "4"


def test_readers_cannot_write_the_copy(copy: Path) -> None:
    for file in (copy, *(copy.parent / PARQUET).iterdir()):
        assert file.stat().st_mode & 0o222 == 0
