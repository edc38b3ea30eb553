import json
import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from policy.bundle import Policy
from warehouse.publishing.tables import load_published


def test_a_clean_demo_has_no_violation_and_no_gap(demo) -> None:
    assert demo.first.code == 0, demo.first.err
    results = json.loads(demo.quanyi("checks", "--format", "json").out)
    assert {result["check"] for result in results} == {check.id for check in Policy().checks}
    assert {result["check"]: result["gap"] or result["reasons"] for result in results
            if result["outcome"] != "pass"} == {}  # fmt: skip
    assert all(result["clauses"] and result["population"] >= 0 for result in results)


def test_every_capability_has_a_check(demo) -> None:
    from assets.duty_results import CAPABILITIES

    results = json.loads(demo.quanyi("checks", "--format", "json").out)
    assert {result["capability"] for result in results} == set(CAPABILITIES)


def test_running_again_gives_the_same_outcomes(demo) -> None:
    before = json.loads(demo.quanyi("checks", "--format", "json").out)
    again = demo.quanyi("run", "--config", str(demo.config))
    assert again.code == 0, again.err
    after = json.loads(demo.quanyi("checks", "--format", "json").out)
    keys = ("check", "outcome", "population", "breaches", "reasons", "policy_hash")
    assert [[r[key] for key in keys] for r in before] == [[r[key] for key in keys] for r in after]


def test_every_run_is_sealed_in_the_ledger(demo) -> None:
    verified = json.loads(demo.quanyi("ledger", "verify", "--format", "json").out)
    runs = sqlite3.connect(demo.folder / ".data" / "control.sqlite").execute("SELECT count(*) FROM runs")
    assert verified["ok"] and verified["heads"] == runs.fetchone()[0]
    segment = next((demo.folder / ".data" / "ledger").glob("events-*"))
    original = segment.read_bytes()
    segment.write_bytes(original.replace(b'"outcome":"pass"', b'"outcome":"gap_"', 1))
    try:
        assert demo.quanyi("ledger", "verify").code == 1
    finally:
        segment.write_bytes(original)


def test_clauses_are_answered_by_document(demo) -> None:
    documents = json.loads(demo.quanyi("clauses", "--format", "json").out)["documents"]
    assert len(documents) == 21
    clauses = [clause for document in documents for clause in document["clauses"]]
    statuses = {clause["status"] for clause in clauses}
    assert statuses == {"verified", "attested", "out_of_scope"}, "every clause in scope is answered"
    assert all(clause["checks"] for clause in clauses if clause["status"] != "out_of_scope")


def test_pages_and_published_tables_are_there(demo) -> None:
    pages = {path.name for path in (demo.folder / ".data" / "pages").glob("*.html")}
    assert {
        "index.html",
        "overview.zh.html",
        "overview.en.html",
        "officer.zh.html",
        "officer.en.html",
    } <= pages
    with duckdb.connect(str(demo.folder / ".data" / "published" / "quanyi.duckdb"), read_only=True) as reader:
        tables = {row[2] for row in reader.execute("SHOW ALL TABLES").fetchall()}
    assert tables == {"about", "definitions", *load_published()}


def test_no_canary_is_in_anything_the_run_wrote(demo) -> None:
    """A name, phone, e-mail, id and WeChat id stand in every store; every byte the run wrote is searched."""
    truth = json.loads((demo.config.parent / "truth.json").read_text(encoding="utf-8"))
    canaries = list(truth["canaries"].values())
    assert len(canaries) == 5
    leaks = [
        (source, canary)
        for source, text in _everything_written(demo.folder)
        for canary in canaries
        if canary.encode() in text
    ]
    assert leaks == []
    shown = demo.first.out + demo.first.err + demo.quanyi("checks").out
    assert [canary for canary in canaries if canary in shown] == []


def test_the_canary_search_would_find_one(demo, tmp_path: Path) -> None:
    """The searcher itself, on a compressed DuckDB file and a compressed Parquet file."""
    (tmp_path / ".data").mkdir()
    with duckdb.connect(str(tmp_path / ".data" / "w.duckdb")) as database:
        database.execute("CREATE TABLE t AS SELECT 'canary-1' AS a FROM range(5000)")
        database.execute(f"COPY (SELECT 'canary-2' AS a) TO '{tmp_path}/.data/p.parquet' (COMPRESSION zstd)")
    found = b"".join(text for _, text in _everything_written(tmp_path))
    assert b"canary-1" in found and b"canary-2" in found


def _everything_written(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Raw bytes of every file outside the demo's own stores, and the decompressed content of databases."""
    stores = folder / ".data" / "demo"
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.is_relative_to(stores):
            continue
        yield str(path), path.read_bytes()
        if path.suffix == ".duckdb":
            yield str(path), _duckdb_text(path)
        elif path.suffix == ".parquet":
            yield str(path), str(pq.read_table(path).to_pylist()).encode()
        elif path.suffix in (".sqlite", ".db"):
            yield str(path), _sqlite_text(path)


def _duckdb_text(path: Path) -> bytes:
    copy = path.with_suffix(".search")
    shutil.copy(path, copy)
    try:
        with duckdb.connect(str(copy)) as database:
            tables = database.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
            rows = [database.execute(f'FROM "{schema}"."{table}"').fetchall() for schema, table in tables]
    finally:
        copy.unlink()
    return str(rows).encode()


def _sqlite_text(path: Path) -> bytes:
    with sqlite3.connect(path) as database:
        return "\n".join(database.iterdump()).encode()
