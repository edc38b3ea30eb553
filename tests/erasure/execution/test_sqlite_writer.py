import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from privacy.erasure.errors import ErasureRefusedError
from privacy.erasure.pacing import StorePace
from privacy.stores.config import StoreConfig

VALUES = [
    (None,), (-(2**63),), (0.1,), (5e-324,), (float("inf"),), ("tab\t中文 '\"\\",), ("nul\0inside",),
    (b"\x00\xff",), ("",), (b"",),
]  # fmt: skip


@pytest.fixture
def store(tmp_path: Path) -> StoreConfig:
    return StoreConfig(name="app", kind="sqlite", url=str(tmp_path / "app.sqlite"))


def run(store: StoreConfig, *statements: str) -> None:
    with closing(sqlite3.connect(store.url)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def rows_of(store: StoreConfig, query: str) -> list[Any]:
    with closing(sqlite3.connect(store.url)) as connection:
        connection.text_factory = bytes
        return connection.execute(query).fetchall()


TABLES = {
    "rowid alias": ("CREATE TABLE t (id INTEGER PRIMARY KEY, person TEXT, v, w TEXT)", "id"),
    "text key": ("CREATE TABLE t (id TEXT PRIMARY KEY NOT NULL, person TEXT, v, w TEXT)", "rowid"),
    "without rowid": (
        "CREATE TABLE t (id INT, person TEXT, v, w TEXT, PRIMARY KEY (id, person)) WITHOUT ROWID", "id person"
    ),
    "no key": ("CREATE TABLE t (id INT, person TEXT, v, w TEXT, x AS (id + 1))", "rowid"),
}  # fmt: skip


def fill(store: StoreConfig, ddl: str) -> None:
    run(store, ddl)
    with closing(sqlite3.connect(store.url)) as connection, connection:
        for place, (value,) in enumerate(VALUES * 3):
            connection.execute(
                "INSERT INTO t (id, person, v, w) VALUES (?, ?, ?, ?)",
                (place, f"p{place % 2}", value, f"w{place}"),
            )
        # A text that is no valid UTF-8.
        connection.execute(
            "INSERT INTO t (id, person, v, w) VALUES (100, 'p1', CAST(x'61ff62' AS TEXT), 'w')"
        )


@pytest.mark.parametrize("kind", TABLES)
def test_deleted_rows_come_back_whatever_their_key(
    kind: str, store: Any, bench: Any, rules: Any, sources: Any
) -> None:
    ddl, key = TABLES[kind]
    fill(store, ddl)
    whole = "SELECT id, person, typeof(v), v, w FROM t ORDER BY CAST(id AS INT)"
    before = rows_of(store, whole)
    source = sources([store], [rules("app", "t", key, "person")], ["p1"])
    report = bench.execute(source, pace=StorePace(batch_rows=4))
    assert [(t.expected, t.acted) for t in report.tables] == [(16, 16)]
    assert rows_of(store, "SELECT DISTINCT person FROM t") == [(b"p0",)]
    undone = bench.undo(source)
    assert (undone.restored, undone.conflicts) == (16, 0)
    assert rows_of(store, whole) == before


@pytest.mark.parametrize("kind", TABLES)
def test_changed_columns_are_set_back_though_vacuum_numbers_rows_anew(
    kind: str, store: Any, bench: Any, rules: Any, sources: Any
) -> None:
    ddl, key = TABLES[kind]
    fill(store, ddl)
    run(store, "DELETE FROM t WHERE id % 3 = 0")
    whole = "SELECT id, person, typeof(v), v, w FROM t ORDER BY CAST(id AS INT)"
    before = rows_of(store, whole)
    count = sum(row[1] == b"p1" for row in before)
    source = sources(
        [store],
        [rules("app", "t", key, "person", "NOT starts_with(w, 'erased-')", v="clear", w="pseudonymise")],
        ["p1"],
    )
    bench.execute(source)
    changed = rows_of(store, "SELECT v, w FROM t WHERE person = 'p1'")
    assert all(v is None and w.startswith(b"erased-") and len(w) == 31 for v, w in changed)
    undone = bench.undo(source)
    assert (undone.restored, undone.conflicts) == (count, 0)
    assert rows_of(store, whole) == before


def test_rows_that_look_alike_come_back_in_their_number(
    store: Any, bench: Any, rules: Any, sources: Any
) -> None:
    run(
        store,
        "CREATE TABLE t (person TEXT, name TEXT)",
        "INSERT INTO t VALUES ('p', 'a'), ('p', 'a'), ('p', 'b'), ('q', NULL)",
    )
    source = sources([store], [rules("app", "t", "rowid", "person", "name IS NOT NULL", name="clear")], ["p"])
    bench.execute(source)
    assert rows_of(store, "SELECT count(*) FROM t WHERE name IS NULL") == [(4,)]
    assert bench.undo(source).restored == 3
    assert rows_of(store, "SELECT * FROM t ORDER BY 1, 2") == [
        (b"p", b"a"),
        (b"p", b"a"),
        (b"p", b"b"),
        (b"q", None),
    ]


def test_a_row_whose_number_another_took_is_read_afresh(
    store: Any, bench: Any, rules: Any, sources: Any
) -> None:
    run(
        store, "CREATE TABLE t (person TEXT, name TEXT)", "INSERT INTO t VALUES ('p', 'gone'), ('q', 'stays')"
    )
    source = sources([store], [rules("app", "t", "rowid", "person")], ["p"])

    def swap(step: str) -> None:
        if step == "wave-begun" and source.read == 1:
            run(store, "UPDATE t SET rowid = rowid + 10", "UPDATE t SET rowid = 13 - rowid")

    report = bench.execute(source, step=swap)
    assert rows_of(store, "SELECT * FROM t") == [(b"q", b"stays")]
    (table,) = report.tables
    assert (table.expected, table.acted, table.superseded, table.missing) == (2, 1, 1, 0)


def test_a_file_that_changes_while_it_is_read_is_read_again(
    store: Any, bench: Any, rules: Any, sources: Any
) -> None:
    run(store, "CREATE TABLE t (person TEXT)", "INSERT INTO t VALUES ('p'), ('q')")
    source = sources([store], [rules("app", "t", "rowid", "person")], ["p"])
    source.before_reading = lambda: run(store, "INSERT INTO t VALUES ('p')") if source.read <= 2 else None
    waves: list[str] = []
    bench.execute(source, step=lambda step: waves.append(step) if step == "wave-begun" else None)
    assert (source.read, len(waves)) == (4, 1)
    assert rows_of(store, "SELECT * FROM t") == [(b"q",)]


def test_references_within_a_table_are_kept_and_restored(
    store: Any, bench: Any, rules: Any, sources: Any
) -> None:
    run(
        store, "CREATE TABLE t (id INTEGER PRIMARY KEY, up REFERENCES t (id), person TEXT)",
        "INSERT INTO t VALUES (1, NULL, 'p'), (2, 1, 'p'), (3, 2, 'p'), (4, NULL, 'q')",
        "UPDATE t SET up = 3 WHERE id = 1",
    )  # fmt: skip
    before = rows_of(store, "SELECT * FROM t ORDER BY id")
    source = sources(
        [store],
        [rules("app", "t", "id", "person", "up IS NOT NULL", up="clear"), rules("app", "t", "id", "person")],
        ["p"],
    )
    bench.execute(source)
    assert rows_of(store, "SELECT id FROM t") == [(4,)]
    assert bench.undo(source).conflicts == 0
    assert rows_of(store, "SELECT * FROM t ORDER BY id") == before


@pytest.mark.parametrize(
    ("ddl", "says"),
    [
        (
            ["CREATE TABLE c (t REFERENCES t (id) ON DELETE CASCADE)", "INSERT INTO c VALUES (1)"],
            "a foreign key would act",
        ),
        (["CREATE TABLE c (t REFERENCES t (id))", "INSERT INTO c VALUES (1)"], "a constraint of the store"),
        (["CREATE TRIGGER copies AFTER DELETE ON t BEGIN SELECT 1; END"], "main.t.copies"),
    ],
)
def test_what_would_do_harm_is_refused(
    ddl: list[str], says: str, store: Any, bench: Any, rules: Any, sources: Any
) -> None:
    run(store, "CREATE TABLE t (id INTEGER PRIMARY KEY, person TEXT)", "INSERT INTO t VALUES (1, 'p')", *ddl)
    with pytest.raises(ErasureRefusedError, match=says):
        bench.execute(sources([store], [rules("app", "t", "id", "person")], ["p"]))
    assert rows_of(store, "SELECT id FROM t") == [(1,)]


@pytest.mark.parametrize("mode", ["delete", "persist", "wal"])
def test_no_byte_of_erased_rows_is_left(
    mode: str, store: Any, bench: Any, rules: Any, sources: Any, tmp_path: Path
) -> None:
    run(
        store, f"PRAGMA journal_mode = {mode}",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, person TEXT, name TEXT)",
        "CREATE INDEX by_name ON t (name)",
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000) "
        "INSERT INTO t SELECT i, 'p' || (i % 9), 'canary-' || (i % 9) || '-' || i FROM n",
    )  # fmt: skip
    source = sources([store], [rules("app", "t", "id", "person")], ["p4"])
    assert any(b"canary-4-" in path.read_bytes() for path in tmp_path.glob("app.sqlite*"))
    bench.execute(source)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if b"canary-4-" in path.read_bytes()] == []
    assert any(b"canary-5-" in path.read_bytes() for path in files)


def test_deletion_itself_overwrites_what_it_frees(store: Any, bench: Any, rules: Any, sources: Any) -> None:
    """Should the VACUUM never come."""
    run(
        store,
        "CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)",
        "INSERT INTO t VALUES (1, 'canary'), (2, 'b')",
    )

    def look(step: str) -> None:
        if step == "finishing":
            assert b"canary" not in Path(store.url).read_bytes()

    bench.execute(sources([store], [rules("app", "t", "id", "id")], ["1"]), step=look)
