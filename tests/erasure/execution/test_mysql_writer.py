from collections.abc import Callable
from contextlib import closing
from typing import Any

import pytest

from policy.errors import StoreError
from privacy.erasure.errors import ErasureRefusedError
from privacy.erasure.pacing import StorePace
from privacy.stores.mysql import Address, connect

# Every common type with values that a careless form loses; each value is a row of its own.
TYPES = {
    "tinyint": ["-128"],
    "bigint unsigned": ["18446744073709551615"],
    "decimal(40,10)": ["123456789012345678901234567890.1234567890"],
    "float": ["0.1", "3.40282e38", "1.17549e-38", "16777217"],
    "double": ["0.1", "1e-308", "123456789.123456789"],
    "bit(10)": ["b'1000000001'"],
    "char(5)": ["'ab'"],
    "varchar(50) character set latin1": ["'caf\u00e9'"],
    "varchar(50) character set gbk": ["'中文'"],
    "text": [r"'tab\tline\nback\\slash \'q\''", "''", "'中文 \U0001f600'"],
    "binary(4)": ["x'00ff'"],
    "varbinary(9)": ["x'00ff27'", "''"],
    "longblob": ["x'deadbeef'"],
    "date": ["'2024-02-29'", "'0000-00-00'", "'2020-01-00'"],
    "time(6)": ["'-838:59:58.999999'"],
    "datetime(6)": ["'2024-03-10 02:30:00.123456'"],
    "timestamp(3) null": ["'2024-03-10 02:30:00.5'"],
    "year": ["2024"],
    "enum('a','so, so')": ["'so, so'"],
    "set('a','b','c')": ["'a,c'"],
    "json": ["""'{"b": 1.10, "a":  [null, "中"]}'"""],
    "point": ["ST_GeomFromText('POINT(1.5 -2)')"],
    "uuid": ["'123e4567-e89b-12d3-a456-426614174000'"],
    "inet6": ["'::1'"],
}


def run(store: Any, *statements: str) -> None:
    with closing(connect(Address.of(store), 5)) as connection, connection.cursor() as cursor:
        cursor.execute("SET SESSION sql_mode = 'ALLOW_INVALID_DATES', time_zone = '+03:00'")
        for statement in statements:
            cursor.execute(statement)
        connection.commit()


def rows_of(store: Any, query: str) -> list[Any]:
    with closing(connect(Address.of(store), 5)) as connection, connection.cursor() as cursor:
        connection.decoders = {}
        cursor.execute(query)
        return list(cursor.fetchall())


def create(store: Any) -> tuple[list[str], str, int]:
    """A table with a column of every type; its columns, a query of all content, and its rows."""
    names = [f"c{place}" for place in range(len(TYPES))]
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(names, TYPES, strict=True))
    values = [(name, value) for name, values in zip(names, TYPES.values(), strict=True) for value in values]
    run(
        store,
        f"CREATE TABLE everything (id bigint AUTO_INCREMENT PRIMARY KEY, person varchar(9), {columns}, "
        "twice bigint AS (c0 * 2) STORED, seen timestamp DEFAULT '2020-02-02' ON UPDATE CURRENT_TIMESTAMP)",
        *(f"INSERT INTO everything (person, {name}) VALUES ('p', {value})" for name, value in values),
        "INSERT INTO everything (person) VALUES ('q')",
    )
    hexed = ", ".join(f"HEX({name}), {name} + 0e0" if "float" in kind or "double" in kind else f"HEX({name})"
                      for name, kind in zip(names, TYPES, strict=True))  # fmt: skip
    whole = f"SELECT id, person, {hexed}, HEX(c3 + 0e0), twice, seen FROM everything ORDER BY id"
    return names, whole, len(values)


def test_rows_of_every_type_come_back_as_they_were(my: Any, bench: Any, rules: Any, sources: Any) -> None:
    _, whole, count = create(my)
    before = rows_of(my, whole)
    source = sources([my], [rules("my", "erasure.everything", "id", "person")], ["p"])
    report = bench.execute(source, pace=StorePace(batch_rows=7))
    assert [(t.expected, t.acted, t.missing) for t in report.tables] == [(count, count, 0)]
    assert rows_of(my, "SELECT person FROM everything") == [("q",)]
    undone = bench.undo(source)
    assert (undone.restored, undone.present, undone.conflicts) == (count, 0, 0)
    assert rows_of(my, whole) == before


def test_changed_columns_of_every_type_are_set_back(my: Any, bench: Any, rules: Any, sources: Any) -> None:
    names, whole, _ = create(my)
    before = rows_of(my, whole)
    changes = {name: "pseudonymise" if kind == "text" or "varchar" in kind else "clear"
               for name, kind in zip(names, TYPES, strict=True)}  # fmt: skip
    source = sources([my], [rules("my", "erasure.everything", "id", "person", **changes)], ["p"])

    def once() -> None:
        source.rules[0].where = "true" if source.read == 1 else "false"

    source.before_reading = once
    bench.execute(source)
    seen = {value for row in rows_of(my, f"SELECT {', '.join(names)} FROM everything") for value in row}
    assert len(seen) == 6 and all(value is None or value.startswith("erased-") for value in seen)
    assert bench.undo(source).conflicts == 0
    assert rows_of(my, whole) == before


SHOP = [
    "CREATE TABLE person (id int PRIMARY KEY, name text, up int, FOREIGN KEY (up) REFERENCES person (id))",
    "CREATE TABLE orders (shop int, no int, person int, PRIMARY KEY (shop, no), "
    "FOREIGN KEY (person) REFERENCES person (id))",
    "CREATE TABLE item (shop int, no int, line varbinary(9), PRIMARY KEY (shop, no, line), "
    "FOREIGN KEY (shop, no) REFERENCES orders (shop, no))",
    *(f"INSERT INTO person VALUES ({n}, 'name {n}', {n - 1 or 'NULL'})" for n in range(1, 21)),
    "INSERT INTO orders SELECT id % 3, id, id FROM person",
    "INSERT INTO item SELECT shop, no, x'00ff' FROM orders",
    "INSERT INTO item SELECT shop, no, x'01' FROM orders",
]


def shop_rules(rules: Callable[..., Any]) -> list[Any]:
    return [
        rules("my", "erasure.item", "shop no line", "no"),
        rules("my", "erasure.orders", "shop no", "person"),
        rules("my", "erasure.person", "id", "id - 1", "up IS NOT NULL", up="clear"),
        rules("my", "erasure.person", "id", "id"),
    ]


def test_children_go_first_and_parents_come_back_first(my: Any, bench: Any, rules: Any, sources: Any) -> None:
    run(my, *SHOP)
    before = [
        rows_of(my, f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in ("person", "orders", "item")
    ]
    source = sources([my], shop_rules(rules), ["4", "5", "20"])
    report = bench.execute(source, pace=StorePace(batch_rows=2), wave_subjects=2)
    assert {(c.table, c.action): c.rows for c in report.rules} == {
        ("erasure.item", "delete"): 6, ("erasure.orders", "delete"): 3,
        ("erasure.person", "clear"): 2, ("erasure.person", "delete"): 3,
    }  # fmt: skip
    assert [finish.method for finish in report.finished] == ["purge"]
    assert bench.undo(source).conflicts == 0
    assert [
        rows_of(my, f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in ("person", "orders", "item")
    ] == before


@pytest.mark.parametrize(
    ("ddl", "table", "says"),
    [
        (["CREATE VIEW v AS SELECT * FROM t"], "v", "no InnoDB table"),
        (["CREATE TABLE m (id int PRIMARY KEY, person varchar(9)) ENGINE = MyISAM",
          "INSERT INTO m VALUES (1, 'p')"], "m", "no InnoDB"),
        (["CREATE TRIGGER copies BEFORE DELETE ON t FOR EACH ROW SET @a = 1"], "t", "erasure.t.copies"),
        (["CREATE TABLE c (t int, FOREIGN KEY (t) REFERENCES t (id) ON DELETE CASCADE)",
          "INSERT INTO c VALUES (1)"], "t", "a foreign key would act"),
        (["CREATE TABLE c (t int, FOREIGN KEY (t) REFERENCES t (id))", "INSERT INTO c VALUES (1)"],
         "t", "a constraint of the store"),
    ],
)  # fmt: skip
def test_what_would_do_harm_is_refused(
    ddl: list[str], table: str, says: str, my: Any, bench: Any, rules: Any, sources: Any
) -> None:
    run(
        my,
        "CREATE TABLE t (id int PRIMARY KEY, person varchar(9))",
        "INSERT INTO t VALUES (1, 'p'), (2, 'q')",
        *ddl,
    )
    with pytest.raises(ErasureRefusedError, match=says):
        bench.execute(sources([my], [rules("my", f"erasure.{table}", "id", "person")], ["p"]))
    assert rows_of(my, "SELECT count(*) FROM t") == [("2",)]


def test_a_login_without_rights_is_told_so(my: Any, bench: Any, rules: Any, sources: Any) -> None:
    run(
        my, "CREATE TABLE t (id int PRIMARY KEY, person varchar(9))", "INSERT INTO t VALUES (1, 'p')",
        "CREATE OR REPLACE USER eraser IDENTIFIED BY 'pw'", "GRANT SELECT ON erasure.* TO eraser",
    )  # fmt: skip
    address = Address.of(my)
    poor = my.model_copy(update={"url": f"mysql://eraser:pw@127.0.0.1:{address.port}/erasure"})
    with pytest.raises(ErasureRefusedError, match="rights do not suffice"):
        bench.execute(sources([poor], [rules("my", "erasure.t", "id", "person")], ["p"]))


def test_a_row_locked_by_others_is_tried_again(my: Any, bench: Any, rules: Any, sources: Any) -> None:
    run(my, "CREATE TABLE t (id int PRIMARY KEY, person varchar(9))", "INSERT INTO t VALUES (1, 'p')")
    source = sources([my], [rules("my", "erasure.t", "id", "person")], ["p"])
    with closing(connect(Address.of(my), 5)) as other, other.cursor() as cursor:
        cursor.execute("SELECT * FROM t WHERE id = 1 FOR UPDATE")
        with pytest.raises(StoreError, match="2 attempts failed"):
            bench.execute(source, pace=StorePace(lock_seconds=1, attempts=2))
        other.rollback()
    report = bench.execute(source, fresh=False)
    assert (report.state, [t.acted for t in report.tables]) == ("done", [1])
