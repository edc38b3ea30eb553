from pathlib import Path
from typing import Any

import duckdb
import pytest

from privacy.erasure.errors import ErasureRefusedError
from privacy.erasure.pacing import StorePace
from privacy.stores.config import StoreConfig


@pytest.fixture
def store(tmp_path: Path) -> StoreConfig:
    return StoreConfig(name="lake", kind="duckdb", url=str(tmp_path / "lake.duckdb"))


def run(store: StoreConfig, *statements: str) -> None:
    with duckdb.connect(store.url) as connection:
        for statement in statements:
            connection.execute(statement)


def rows_of(store: StoreConfig, query: str) -> list[Any]:
    with duckdb.connect(store.url, read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.parametrize("key", ["id", "rowid"])
@pytest.mark.parametrize("action", ["delete", "change"])
def test_rows_of_every_type_come_back_as_they_were(
    key: str, action: str, store: Any, bench: Any, rules: Any, sources: Any
) -> None:
    primary = "PRIMARY KEY" if key == "id" else ""
    with duckdb.connect(store.url) as connection:
        columns = [row[0] for row in connection.execute("DESCRIBE FROM test_all_types()").fetchall()]
        connection.execute("CREATE TABLE t AS SELECT 0 AS id, 'p' AS person, * FROM test_all_types()")
        connection.execute("UPDATE t SET id = rowid, person = CASE WHEN rowid < 2 THEN 'p' ELSE 'q' END")
        connection.execute("CREATE TABLE original AS FROM t")
        if primary:
            connection.execute("ALTER TABLE t ADD PRIMARY KEY (id)")
    changes = {name: "clear" for name in columns} if action == "change" else {}
    where = " OR ".join(f'"{name}" IS NOT NULL' for name in columns) if changes else "true"
    source = sources([store], [rules("lake", "main.t", key, "person", where, **changes)], ["p"])
    bench.execute(source)
    assert rows_of(store, "SELECT count(*) FROM t WHERE person = 'p' AND bool IS NOT NULL") == [(0,)]
    undone = bench.undo(source)
    assert (undone.restored, undone.conflicts) == (2, 0)
    same = " AND ".join(f'a."{name}" IS NOT DISTINCT FROM b."{name}"' for name in ["person", *columns])
    assert rows_of(store, f"SELECT count(*) FROM t a JOIN original b USING (id) WHERE {same}") == [(3,)]
    assert rows_of(store, "SELECT count(*) FROM t") == [(3,)]


SHOP = [
    "CREATE TABLE person (id INT PRIMARY KEY, name VARCHAR)",
    "CREATE TABLE aaa (person INT REFERENCES person (id), body VARCHAR, "
    "twice INT GENERATED ALWAYS AS (person * 2))",
    "INSERT INTO person SELECT i, 'name ' || i FROM range(1, 50) t(i)",
    "INSERT INTO aaa SELECT i, 'body ' || i FROM range(1, 50) t(i), range(3)",
]


def test_children_go_first_and_parents_come_back_first(
    store: Any, bench: Any, rules: Any, sources: Any
) -> None:
    run(store, *SHOP, "CREATE VIEW v AS FROM person", "CREATE SEQUENCE s START 5")
    before = [rows_of(store, f"FROM {table} ORDER BY ALL") for table in ("person", "aaa")]
    source = sources(
        [store],
        [rules("lake", "main.aaa", "rowid", "person"), rules("lake", "main.person", "id", "id")],
        ["7", "8"],
    )
    report = bench.execute(source, pace=StorePace(batch_rows=1))
    assert [(t.table, t.acted) for t in report.tables] == [("main.aaa", 6), ("main.person", 2)]
    assert rows_of(store, "SELECT count(*) FROM v") == [(47,)]
    assert bench.undo(source).restored == 8
    assert [rows_of(store, f"FROM {table} ORDER BY ALL") for table in ("person", "aaa")] == before
    assert rows_of(store, "SELECT start_value FROM duckdb_sequences()") == [(5,)]


def test_two_rules_of_a_table_without_a_key_do_not_disturb_each_other(
    store: Any, bench: Any, rules: Any, sources: Any
) -> None:
    run(
        store,
        "CREATE TABLE t AS SELECT 'p' || i % 3 AS person, 'n' || i AS name FROM range(150000) t(i)",
        "CHECKPOINT",
    )
    before = rows_of(store, "FROM t ORDER BY ALL")
    source = sources(
        [store],
        [
            rules(
                "lake",
                "main.t",
                "rowid",
                "person",
                "person = 'p1' AND NOT starts_with(name, 'erased-')",
                name="pseudonymise",
            ),
            rules("lake", "main.t", "rowid", "person", "person = 'p2'"),
        ],
        ["p1", "p2"],
    )
    bench.execute(source)
    assert rows_of(store, "SELECT person, count(*), count(DISTINCT name) FROM t GROUP BY 1 ORDER BY 1") == [
        ("p0", 50000, 50000), ("p1", 50000, 50000)
    ]  # fmt: skip
    assert bench.undo(source).conflicts == 0
    assert rows_of(store, "FROM t ORDER BY ALL") == before


def test_what_others_wrote_since_is_a_conflict_and_stays(
    store: Any, bench: Any, rules: Any, sources: Any
) -> None:
    run(store, "CREATE TABLE t (id INT PRIMARY KEY, person VARCHAR, a VARCHAR)",
        "INSERT INTO t VALUES (1, 'p', 'a'), (2, 'p', 'b'), (3, 'c', 'c'), (4, 'c', 'd')")  # fmt: skip
    source = sources(
        [store],
        [rules("lake", "main.t", "id", "person", "person = 'p'"),
         rules("lake", "main.t", "id", "person", "person = 'c' AND a IS NOT NULL", a="clear")],
        ["p", "c"],
    )  # fmt: skip
    bench.execute(source)
    run(store, "INSERT INTO t VALUES (1, 'new', 'mine')", "UPDATE t SET a = 'mine' WHERE id = 3")
    undone = bench.undo(source)
    assert (undone.restored, undone.conflicts) == (2, 2)
    assert rows_of(store, "FROM t ORDER BY id") == [
        (1, "new", "mine"),
        (2, "p", "b"),
        (3, "c", "mine"),
        (4, "c", "d"),
    ]


def test_a_view_or_a_constraint_is_refused_before_any_change(
    store: Any, bench: Any, rules: Any, sources: Any
) -> None:
    run(store, *SHOP, "CREATE VIEW v AS FROM person")
    with pytest.raises(ErasureRefusedError, match="no plain table"):
        bench.execute(sources([store], [rules("lake", "main.v", "id", "id")], ["7"]))
    with pytest.raises(ErasureRefusedError, match="a constraint of the store"):
        bench.execute(sources([store], [rules("lake", "main.person", "id", "id")], ["7"]), fresh=False)
    assert rows_of(store, "SELECT count(*) FROM person") == [(49,)]


def test_references_within_a_table_survive_the_copy(store: Any, bench: Any, rules: Any, sources: Any) -> None:
    rows = ("(3, NULL)", "(1, 3)", "(2, 1)", "(9, NULL)")
    inserts = [f"INSERT INTO t VALUES {row}" for row in rows]
    run(store, "CREATE TABLE t (id INT PRIMARY KEY, up INT REFERENCES t (id))", *inserts)
    bench.execute(sources([store], [rules("lake", "main.t", "id", "id")], ["9"]))
    assert rows_of(store, "FROM t ORDER BY id") == [(1, 3), (2, 1), (3, None)]


def test_no_byte_of_erased_rows_is_left(
    store: Any, bench: Any, rules: Any, sources: Any, tmp_path: Path
) -> None:
    """The texts do not compress: they are looked for in the raw bytes of all files."""
    run(store, "CREATE TABLE t (id INT PRIMARY KEY, person VARCHAR, name VARCHAR)",
        "INSERT INTO t SELECT i, 'p' || (i % 9), 'canary-' || (i % 9) || '-' || md5(i::VARCHAR) "
        "FROM range(3000) t(i)",
        "PRAGMA force_compression = 'uncompressed'", "CHECKPOINT")  # fmt: skip
    assert b"canary-4-" in Path(store.url).read_bytes()
    bench.execute(sources([store], [rules("lake", "main.t", "id", "person")], ["p4"]))
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert [path for path in files if b"canary-4-" in path.read_bytes()] == []
    assert rows_of(store, "SELECT count(*) FROM t WHERE name LIKE 'canary-5-%'") == [(333,)]
