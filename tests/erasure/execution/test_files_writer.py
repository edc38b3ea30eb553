import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from privacy.erasure.errors import ErasureRefusedError
from privacy.stores.config import StoreConfig

KEY = "file file_row_number"


@pytest.fixture
def lake(tmp_path: Path) -> Path:
    (tmp_path / "lake" / "log").mkdir(parents=True)
    return tmp_path / "lake"


def parquet(lake: Path, **options: Any) -> StoreConfig:
    for number in range(2):
        rows = {
            "person": [f"p{i % 4}" for i in range(100)],
            "name": pa.array([f"canary-{i % 4}-{number}-{i}" for i in range(100)]).dictionary_encode(),
            "at": pa.array(
                [1_700_000_000_000_000 + i for i in range(100)], pa.timestamp("us", "Asia/Shanghai")
            ),
            "tags": pa.array([[{"a": i}, None] for i in range(100)], pa.list_(pa.struct([("a", pa.int8())]))),
        }
        pq.write_table(pa.table(rows), lake / "log" / f"{number}.parquet", row_group_size=30, **options)
    return StoreConfig(name="lake", kind="parquet", url=str(lake))


def tables(lake: Path) -> list[pa.Table]:
    return [pq.read_table(path, partitioning=None) for path in sorted(lake.rglob("*.parquet"))]


def test_parquet_rows_go_and_come_back_in_their_places(
    lake: Path, bench: Any, rules: Any, sources: Any
) -> None:
    store = parquet(lake, compression="zstd")
    before = tables(lake)
    source = sources(
        [store],
        [
            rules("lake", "log", KEY, "person", "person = 'p1' AND NOT starts_with(name, 'erased-')",
                  name="pseudonymise", at="generalise", tags="clear"),
            rules("lake", "log", KEY, "person", "person IN ('p2', 'p3')"),
        ],
        ["p1", "p2", "p3"],
    )  # fmt: skip
    report = bench.execute(source)
    assert [(t.expected, t.acted) for t in report.tables] == [(150, 150)]
    for old, new in zip(before, tables(lake), strict=True):
        assert new.schema == old.schema
        assert new.column("person").to_pylist() == ["p0", "p1"] * 25
        named = [row for row in new.to_pylist() if row["person"] == "p1"]
        assert all(r["name"].startswith("erased-") and r["tags"] is None for r in named)
        assert {r["at"].isoformat()[:10] for r in named} == {"2023-01-01"}
    metadata = pq.read_metadata(lake / "log" / "0.parquet")
    assert (metadata.num_row_groups, metadata.row_group(0).column(0).compression) == (4, "ZSTD")
    undone = bench.undo(source)
    assert (undone.restored, undone.conflicts) == (150, 0)
    assert [(t.schema, t.to_pylist()) for t in tables(lake)] == [(t.schema, t.to_pylist()) for t in before]


def test_a_parquet_file_may_lose_all_of_its_rows(lake: Path, bench: Any, rules: Any, sources: Any) -> None:
    store = parquet(lake)
    before = tables(lake)
    source = sources([store], [rules("lake", "log", KEY, "person")], ["p0", "p1", "p2", "p3"])
    bench.execute(source)
    assert [table.num_rows for table in tables(lake)] == [0, 0]
    bench.undo(source)
    assert [(t.schema, t.to_pylist()) for t in tables(lake)] == [(t.schema, t.to_pylist()) for t in before]


def test_no_byte_of_erased_rows_is_in_a_file(lake: Path, bench: Any, rules: Any, sources: Any) -> None:
    store = parquet(lake, compression="none", use_dictionary=False)
    assert b"canary-2-" in (lake / "log" / "0.parquet").read_bytes()
    bench.execute(sources([store], [rules("lake", "log", KEY, "person")], ["p2"]))
    assert [
        path for path in lake.parent.rglob("*") if path.is_file() and b"canary-2-" in path.read_bytes()
    ] == []
    assert all("canary-2-" not in str(table.to_pylist()) for table in tables(lake))


CSV = """person,name,note\r
p1,"Wang, ""Da"" 王",one\r
p2,plain,"two
lines"\r
p1,,three\r
p3,last,"""
JSONL = """{"person": "p1", "name": "a", "n": 12345678901234567890.10, "deep": {"x": [1.50, null]}}
{"person": "p2",   "name": "b", "n": 1}

{"n": 2, "person": "p1", "name": null}
{"person": "p3", "name": "中", "n": 1e400}"""


@pytest.mark.parametrize(("kind", "content"), [("csv", CSV), ("jsonl", JSONL)])
def test_text_files_lose_records_and_get_their_bytes_back(
    kind: str, content: str, lake: Path, bench: Any, rules: Any, sources: Any
) -> None:
    path = lake / "log" / f"a.{kind}"
    path.write_bytes(content.encode())
    store = StoreConfig(name="lake", kind=kind, url=str(lake))
    source = sources(
        [store],
        [rules("lake", "log", KEY, "person", "person = 'p1'"),
         rules("lake", "log", KEY, "person", "person = 'p3' AND NOT starts_with(name, 'erased-')",
               name="pseudonymise")],
        ["p1", "p3"],
    )  # fmt: skip
    assert sum(t.acted for t in bench.execute(source).tables) == 3
    text = path.read_bytes().decode()
    kept = '"two\nlines"\r\n' if kind == "csv" else '{"person": "p2",   "name": "b", "n": 1}\n'
    assert kept in text and "p1" not in text
    assert text.count("erased-") == 1
    if kind == "jsonl":
        assert '"n": 1e400' in text and json.loads(text.splitlines()[-1])["person"] == "p3"
    undone = bench.undo(source)
    assert (undone.restored, undone.conflicts) == (3, 0)
    assert path.read_bytes() == content.encode()


def test_numbers_of_a_changed_record_keep_their_digits(
    lake: Path, bench: Any, rules: Any, sources: Any
) -> None:
    (lake / "log" / "a.jsonl").write_bytes(JSONL.encode())
    store = StoreConfig(name="lake", kind="jsonl", url=str(lake))
    bench.execute(
        sources([store], [rules("lake", "log", KEY, "person", "name IS NOT NULL", name="clear")], ["p1"])
    )
    first = (lake / "log" / "a.jsonl").read_text().splitlines()[0]
    assert (
        first == '{"person": "p1", "name": null, "n": 12345678901234567890.10, "deep": {"x": [1.50, null]}}'
    )


def test_a_file_that_others_wrote_since_keeps_what_they_wrote(
    lake: Path, bench: Any, rules: Any, sources: Any
) -> None:
    store = parquet(lake)
    source = sources([store], [rules("lake", "log", KEY, "person")], ["p1"])
    bench.execute(source)
    theirs = tables(lake)[1].slice(0, 5)
    pq.write_table(theirs, lake / "log" / "1.parquet")
    undone = bench.undo(source)
    assert (undone.restored, undone.conflicts) == (25, 25)
    assert [table.num_rows for table in tables(lake)] == [100, 5]


def test_a_file_written_to_before_its_batch_is_read_again(
    lake: Path, bench: Any, rules: Any, sources: Any
) -> None:
    store = parquet(lake)
    source = sources([store], [rules("lake", "log", KEY, "person")], ["p1"])

    def compact(step: str) -> None:
        if step == "wave-begun" and source.read == 1:
            pq.write_table(pa.concat_tables(tables(lake)).slice(1), lake / "log" / "1.parquet")

    report = bench.execute(source, step=compact)
    (table,) = report.tables
    assert (table.acted, table.superseded, table.missing) == (75, 25, 0)
    assert all("p1" not in table.column("person").to_pylist() for table in tables(lake))


def test_a_column_of_the_path_cannot_be_changed(lake: Path, bench: Any, rules: Any, sources: Any) -> None:
    folder = lake / "log" / "person=p1"
    folder.mkdir()
    with duckdb.connect() as connection:
        connection.execute(f"COPY (SELECT 'x' AS name) TO '{folder}/a.csv' (HEADER)")
    store = StoreConfig(name="lake", kind="csv", url=str(lake))
    with pytest.raises(ErasureRefusedError, match="absent"):
        bench.execute(sources([store], [rules("lake", "log", KEY, "person", person="pseudonymise")], ["p1"]))


def test_a_file_whose_records_cannot_be_counted_is_refused(
    lake: Path, bench: Any, rules: Any, sources: Any
) -> None:
    (lake / "log" / "a.csv").write_bytes(b'person,name\np1,5" pipe\np2,b\np1,c\n')
    store = StoreConfig(name="lake", kind="csv", url=str(lake))
    with pytest.raises(ErasureRefusedError, match="counted reliably"):
        bench.execute(sources([store], [rules("lake", "log", KEY, "person")], ["p2"]))
    assert b"p2,b" in (lake / "log" / "a.csv").read_bytes()
