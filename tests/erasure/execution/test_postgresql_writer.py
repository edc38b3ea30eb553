from collections.abc import Callable
from typing import Any

import psycopg
import pytest

from privacy.erasure.errors import ErasureRefusedError
from privacy.erasure.pacing import StorePace

# Every common type with values that a careless form loses; each value of a type is a row of its own.
TYPES = {
    "smallint": ["-32768"],
    "bigint": ["9223372036854775807"],
    "numeric": ["12345678901234567890.123456789012345678900", "'NaN'", "'Infinity'"],
    "numeric(10,4)": ["1.5000"],
    "real": ["0.1", "3.4028235e38", "'-Infinity'"],
    "double precision": ["0.1", "1e-308", "5e-324", "'NaN'"],
    "money": ["12.34"],
    "text": [r"E'tab\tline\nback\\slash'", "''", r"E'\\N'", "'中文 \U0001f600'", r"E'\r\v\b\f'"],
    "varchar(40)": ["'x  '"],
    "char(5)": ["'ab'"],
    "bytea": [r"'\x00ff0a5c'", "''"],
    "boolean": ["true"],
    "date": ["'2024-02-29'", "'infinity'", "'0044-03-15 BC'", "'12024-01-01'"],
    "time": ["'23:59:59.999999'"],
    "timetz": ["'01:02:03+08'"],
    "timestamp": ["'1969-12-31 23:59:59.123456'", "'-infinity'"],
    "timestamptz": ["'2024-03-10 02:30:00.5+08'"],
    "interval": ["'1 year -2 mons 3 days -04:05:06.789'"],
    "uuid": ["'123e4567-e89b-12d3-a456-426614174000'"],
    "json": ["""'{"b": 1.10, "a":  [null, "\\\\u4e2d"], "b": 2}'"""],
    "jsonb": ["""'{"b": 1.10, "a": ["中"]}'"""],
    "jsonpath": ["'$.a[*] ? (@ > 1)'"],
    "inet": ["'192.168.0.1/24'", "'::1'"],
    "cidr": ["'10.0.0.0/8'"],
    "macaddr": ["'08:00:2b:01:02:03'"],
    "bit(5)": ["B'10101'"],
    "bit varying": ["B'1'"],
    "int[]": ["ARRAY[[1,NULL],[3,4]]", "'[2:3]={7,8}'", "'{}'"],
    "text[]": ["""ARRAY['a,b', NULL, 'NULL', '"q"', E'\\\\', '']"""],
    "point": ["'(1.1,-2)'"],
    "box": ["'(1,1),(0,0)'"],
    "tsvector": ["'a:1A b'"],
    "int4range": ["'[1,5)'", "'empty'"],
    "tstzmultirange": ["'{[2024-01-01 00:00+08,2024-02-01 00:00+08)}'"],
    "pg_lsn": ["'16/B374D848'"],
    "mood": ["'so, so'"],
    "address": ["""'(\"a \"\"b\"\"\",,3)'"""],
    "positive": ["3"],
}
DDL = """
CREATE TYPE mood AS ENUM ('ok', 'so, so');
CREATE TYPE address AS (street text, zip text, floor int);
CREATE DOMAIN positive AS int CHECK (VALUE > 0);
"""


def rows_of(store: Any, query: str) -> list[Any]:
    with psycopg.connect(store.url) as connection:
        connection.execute("SET timezone = 'UTC'")
        return connection.execute(query).fetchall()


def run(store: Any, *statements: str) -> None:
    with psycopg.connect(store.url, autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


def test_rows_of_every_type_come_back_as_they_were(pg: Any, bench: Any, rules: Any, sources: Any) -> None:
    names = [f"c{place}" for place in range(len(TYPES))]
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(names, TYPES, strict=True))
    run(
        pg, DDL,
        "CREATE TABLE everything "
        f"(id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, person text, {columns}, "
        "doubled bigint GENERATED ALWAYS AS (c1 * 0 + 2) STORED)",
        *(
            f"INSERT INTO everything (person, {name}) VALUES ('p', {value})"
            for name, values in zip(names, TYPES.values(), strict=True) for value in values
        ),
        "INSERT INTO everything (person) VALUES ('q')",
    )  # fmt: skip
    whole = "SELECT e.*::text FROM everything e ORDER BY id"
    before = rows_of(pg, whole)
    source = sources([pg], [rules("pg", "public.everything", "id", "person")], ["p"])
    report = bench.execute(source, pace=StorePace(batch_rows=7))
    assert [(t.expected, t.acted, t.missing) for t in report.tables] == [
        (len(before) - 1, len(before) - 1, 0)
    ]
    assert rows_of(pg, "SELECT person FROM everything") == [("q",)]
    undone = bench.undo(source)
    assert (undone.restored, undone.present, undone.conflicts) == (len(before) - 1, 0, 0)
    assert rows_of(pg, whole) == before
    run(pg, "INSERT INTO everything (person) VALUES ('later')")


def test_changed_columns_of_every_type_are_set_back(pg: Any, bench: Any, rules: Any, sources: Any) -> None:
    names = [f"c{place}" for place in range(len(TYPES))]
    columns = ", ".join(f"{name} {kind}" for name, kind in zip(names, TYPES, strict=True))
    run(
        pg, DDL,
        f"CREATE TABLE everything (id bigint PRIMARY KEY, person text, {columns})",
        *(
            f"INSERT INTO everything (id, person, {name}) "
            f"SELECT count(*), 'p', {value} FROM everything"
            for name, values in zip(names, TYPES.values(), strict=True) for value in values
        ),
    )  # fmt: skip
    whole = "SELECT e.*::text FROM everything e ORDER BY id"
    before = rows_of(pg, whole)
    changes = {name: "pseudonymise" if kind in ("text", "varchar(40)") else "clear"
               for name, kind in zip(names, TYPES, strict=True)}  # fmt: skip
    source = sources([pg], [rules("pg", "public.everything", "id", "person", **changes)], ["p"])

    def once() -> None:
        source.rules[0].where = "true" if source.read == 1 else "false"

    source.before_reading = once
    bench.execute(source)
    values = rows_of(pg, f"SELECT {', '.join(names)} FROM everything")
    seen = {value for row in values for value in row if value is not None}
    assert seen and all(str(value).startswith("erased-") for value in seen)
    undone = bench.undo(source)
    assert (undone.restored, undone.conflicts) == (len(before), 0)
    assert rows_of(pg, whole) == before


def test_equal_values_stay_joinable_and_dates_keep_their_year(
    pg: Any, bench: Any, rules: Any, sources: Any
) -> None:
    run(
        pg,
        "CREATE TABLE a (id int PRIMARY KEY, person text, phone text, born date, seen timestamptz)",
        "CREATE TABLE b (id int PRIMARY KEY, person text, phone varchar(31))",
        "INSERT INTO a VALUES (1, 'p', '13800138000', '1990-05-17', '2024-05-17 01:02:03+00')",
        "INSERT INTO b VALUES (1, 'p', '13800138000'), (2, 'p', '13900139000')",
    )
    source = sources(
        [pg],
        [
            rules("pg", "public.a", "id", "person", "born <> DATE '1990-01-01'",
                  phone="pseudonymise", born="generalise", seen="generalise"),
            rules("pg", "public.b", "id", "person", "NOT starts_with(phone, 'erased-')",
                  phone="pseudonymise"),
        ],
        ["p"],
    )  # fmt: skip
    bench.execute(source)
    assert rows_of(pg, "SELECT born::text, seen::text FROM a WHERE id = 1") == [
        ("1990-01-01", "2024-01-01 00:00:00+00")
    ]
    assert rows_of(pg, "SELECT a.phone ~ '^erased-[0-9a-f]{24}$', b.id FROM a JOIN b USING (phone)") == [
        (True, 1)
    ]
    assert rows_of(pg, "SELECT count(DISTINCT phone) FROM b") == [(2,)]


SHOP = [
    "CREATE TABLE person (id int PRIMARY KEY, name text, up int REFERENCES person)",
    "CREATE TABLE orders (shop int, no int, person int REFERENCES person, PRIMARY KEY (shop, no))",
    "CREATE TABLE item (shop int, no int, line int, PRIMARY KEY (shop, no, line), "
    "FOREIGN KEY (shop, no) REFERENCES orders)",
    "INSERT INTO person SELECT n, 'name ' || n, nullif(n - 1, 0) FROM generate_series(1, 30) n",
    "INSERT INTO orders SELECT n % 3, n, n FROM generate_series(1, 30) n",
    "INSERT INTO item SELECT shop, no, l FROM orders, generate_series(1, 2) l",
]


def shop_rules(rules: Callable[..., Any]) -> list[Any]:
    return [
        rules("pg", "public.item", "shop no line", "no"),
        rules("pg", "public.orders", "shop no", "person"),
        rules("pg", "public.person", "id", "id - 1", "up IS NOT NULL", up="clear"),
        rules("pg", "public.person", "id", "id"),
    ]


def everything(pg: Any) -> list[Any]:
    return [rows_of(pg, f"SELECT * FROM {table} ORDER BY 1, 2, 3") for table in ("person", "orders", "item")]


def test_children_go_first_and_parents_come_back_first(pg: Any, bench: Any, rules: Any, sources: Any) -> None:
    run(pg, *SHOP)
    before = everything(pg)
    source = sources([pg], shop_rules(rules), ["4", "5", "30"])
    report = bench.execute(source, pace=StorePace(batch_rows=2), wave_subjects=2)
    assert {(c.table, c.action): c.rows for c in report.rules} == {
        ("public.item", "delete"): 6, ("public.orders", "delete"): 3,
        ("public.person", "clear"): 2, ("public.person", "delete"): 3,
    }  # fmt: skip
    assert rows_of(pg, "SELECT id FROM person WHERE up IS NULL ORDER BY 1") == [(1,), (6,)]
    assert bench.undo(source).conflicts == 0
    assert everything(pg) == before


def test_what_others_wrote_since_is_a_conflict_and_stays(
    pg: Any, bench: Any, rules: Any, sources: Any
) -> None:
    run(
        pg,
        "CREATE TABLE t (id int PRIMARY KEY, person text, a text, b text, u text UNIQUE)",
        "INSERT INTO t "
        "SELECT n, CASE WHEN n <= 3 THEN 'gone' ELSE 'changed' END, 'a' || n, 'b' || n, 'u' || n "
        "FROM generate_series(1, 6) n",
    )
    source = sources(
        [pg],
        [
            rules("pg", "public.t", "id", "person", "person = 'gone'"),
            rules(
                "pg",
                "public.t",
                "id",
                "person",
                "person = 'changed' AND a IS NOT NULL",
                a="clear",
                b="pseudonymise",
            ),
        ],
        ["gone", "changed"],
    )
    bench.execute(source)
    run(
        pg,
        "INSERT INTO t VALUES (1, 'new', 'mine', NULL, NULL), (9, 'new', NULL, NULL, 'u2')",
        "UPDATE t SET a = 'mine' WHERE id = 4",
        "DELETE FROM t WHERE id = 5",
    )
    undone = bench.undo(source)
    assert (undone.restored, undone.present, undone.conflicts) == (2, 0, 4)
    assert rows_of(pg, "SELECT id, person, a, b, u FROM t ORDER BY id") == [
        (1, "new", "mine", None, None), (3, "gone", "a3", "b3", "u3"),
        (4, "changed", "mine", "b4", "u4"), (6, "changed", "a6", "b6", "u6"), (9, "new", None, None, "u2"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("ddl", "says"),
    [
        (["CREATE VIEW v AS SELECT * FROM t"], "no plain table"),
        (["CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
          "CREATE TRIGGER copies BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION f()"], "public.t.copies"),
        (["CREATE TABLE heir () INHERITS (t)"], "with heirs"),
        (["CREATE RULE r AS ON DELETE TO t DO INSTEAD NOTHING"], "with rules"),
        (["CREATE TABLE c (t int REFERENCES t ON DELETE CASCADE)", "INSERT INTO c VALUES (1)"],
         "a foreign key would act"),
        (["CREATE TABLE c (t int REFERENCES t ON DELETE SET NULL)", "INSERT INTO c VALUES (1)"],
         "a foreign key would act"),
        (["CREATE TABLE c (t int REFERENCES t)", "INSERT INTO c VALUES (1)"], "a constraint of the store"),
    ],
)  # fmt: skip
def test_what_would_do_harm_is_refused_before_any_change(
    ddl: list[str], says: str, pg: Any, bench: Any, rules: Any, sources: Any
) -> None:
    run(
        pg,
        "CREATE TABLE t (id int PRIMARY KEY, person text)",
        "INSERT INTO t VALUES (1, 'p'), (2, 'q')",
        *ddl,
    )
    table = "public.v" if "VIEW" in ddl[0] else "public.t"
    source = sources([pg], [rules("pg", table, "id", "person")], ["p"])
    with pytest.raises(ErasureRefusedError, match=says):
        bench.execute(source)
    assert rows_of(pg, "SELECT count(*) FROM t") == [(2,)]
    assert sum(table.acted for table in bench.state().tables("e1")) == 0


def test_a_trigger_that_somebody_has_looked_at_may_fire(
    pg: Any, bench: Any, rules: Any, sources: Any
) -> None:
    run(
        pg, "CREATE TABLE t (id int PRIMARY KEY, person text)", "INSERT INTO t VALUES (1, 'p')",
        "CREATE FUNCTION g() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN OLD; END'",
        "CREATE TRIGGER copies BEFORE DELETE ON t FOR EACH ROW EXECUTE FUNCTION g()",
    )  # fmt: skip
    source = sources([pg], [rules("pg", "public.t", "id", "person")], ["p"])
    bench.execute(source, pace=StorePace(known_triggers=("public.t.copies",)))
    assert rows_of(pg, "SELECT count(*) FROM t") == [(0,)]


@pytest.mark.parametrize(
    ("column", "changes", "says"),
    [
        ("c text NOT NULL", {"c": "clear"}, "may not be NULL"),
        ("c int NOT NULL", {"c": "pseudonymise"}, "may not be NULL"),
        ("c varchar(20)", {"c": "pseudonymise"}, "no room"),
        ("c text GENERATED ALWAYS AS ('x') STORED", {"c": "clear"}, "generated"),
        ("d int", {"c": "clear"}, "absent"),
        ("c int UNIQUE", {"id": "clear"}, "part of the key"),
    ],
)
def test_a_column_that_cannot_bear_its_treatment_is_refused(
    column: str, changes: dict[str, str], says: str, pg: Any, bench: Any, rules: Any, sources: Any
) -> None:
    insert = "t VALUES (1, 'p', '1')" if "NOT NULL" in column else "t (id, person) VALUES (1, 'p')"
    run(pg, f"CREATE TABLE t (id int PRIMARY KEY, person text, {column})", f"INSERT INTO {insert}")
    with pytest.raises(ErasureRefusedError, match=says):
        bench.execute(sources([pg], [rules("pg", "public.t", "id", "person", **changes)], ["p"]))


def test_a_login_without_rights_is_told_so(pg: Any, bench: Any, rules: Any, sources: Any) -> None:
    run(
        pg, "CREATE TABLE t (id int PRIMARY KEY, person text)", "INSERT INTO t VALUES (1, 'p')",
        "DROP ROLE IF EXISTS eraser", "CREATE ROLE eraser LOGIN", "GRANT USAGE ON SCHEMA public TO eraser",
        "GRANT SELECT ON t TO eraser",
    )  # fmt: skip
    poor = pg.model_copy(update={"url": pg.url.replace("postgres:@", "eraser:@")})
    assert "eraser" in poor.url
    source = sources([poor], [rules("pg", "public.t", "id", "person")], ["p"])
    with pytest.raises(ErasureRefusedError, match="rights do not suffice"):
        bench.execute(source)
    run(pg, "GRANT DELETE ON t TO eraser", "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY some_rows ON t USING (id > 1)")  # fmt: skip
    with pytest.raises(ErasureRefusedError, match="row security"):
        bench.execute(read_by_another(sources, pg, poor, rules), fresh=False)
    assert rows_of(pg, "SELECT count(*) FROM t") == [(1,)]


def read_by_another(sources: Any, reader: Any, writer: Any, rules: Any) -> Any:
    """Victims read by one login, erased by another."""
    source = sources([reader], [rules("pg", "public.t", "id", "person")], ["p"])
    read = source.victims(["p"])
    source.stores = [writer]
    source.victims = lambda subjects: read
    return source


def test_a_partitioned_table_is_erased_through_its_parent(
    pg: Any, bench: Any, rules: Any, sources: Any
) -> None:
    run(
        pg, "CREATE TABLE p (id int, day date, person text, PRIMARY KEY (id, day)) PARTITION BY RANGE (day)",
        "CREATE TABLE p1 PARTITION OF p FOR VALUES FROM ('2024-01-01') TO ('2024-02-01')",
        "CREATE TABLE p2 PARTITION OF p FOR VALUES FROM ('2024-02-01') TO ('2024-03-01')",
        "INSERT INTO p SELECT n, date '2024-01-01' + n, 'p' || n % 2 FROM generate_series(1, 50) n",
    )  # fmt: skip
    before = rows_of(pg, "SELECT * FROM p ORDER BY 1")
    source = sources([pg], [rules("pg", "public.p", "id day", "person")], ["p1"])
    bench.execute(source)
    assert rows_of(pg, "SELECT count(*) FROM p") == [(25,)]
    bench.undo(source)
    assert rows_of(pg, "SELECT * FROM p ORDER BY 1") == before
