import sqlite3
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from privacy.stores.catalog import unreadable
from privacy.stores.config import StoreConfig
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session


def reader(postgresql: tuple[str, Path], password: str = "right-secret", **options: object) -> StoreConfig:
    url = f"postgresql://app_reader:{password}@/postgres?host={postgresql[1]}"
    return StoreConfig(name="app", kind="postgresql", url=url, **options)


def test_keys_of_postgresql_are_in_the_catalog(postgresql) -> None:
    with open_session([reader(postgresql)]) as session:
        catalog = read_catalog(session.connection, [reader(postgresql)])
    customer, delivery = catalog.table("app", "public.customer"), catalog.table("app", "public.delivery")
    assert customer and delivery
    assert (customer.primary_key, customer.row_count) == (("no",), 2)
    assert [(key.columns, key.to_table, key.to_columns) for key in customer.foreign_keys] == [
        (("referrer",), "public.customer", ("no",))
    ]
    assert [(key.columns, key.to_columns) for key in delivery.foreign_keys] == [
        (("address_id", "customer_no"), ("id", "no"))
    ]
    assert customer.sql_name == '"app"."public"."customer"'


def test_a_table_that_the_login_may_not_read_is_listed_as_such(postgresql) -> None:
    """`secret` is granted to nobody; the rest of the catalog does not suffer."""
    with open_session([reader(postgresql)]) as session:
        tables = read_catalog(session.connection, [reader(postgresql)]).tables
    hidden = [table.name for table in tables if not table.is_readable]
    assert "public.secret" in hidden and "public.customer" not in hidden
    error = unreadable(tables)
    assert error is not None and "app.public.secret" in error.line("en") and "exclude" in error.line("en")
    assert unreadable(table for table in tables if table.is_readable) is None


def test_include_and_exclude_choose_tables(postgresql) -> None:
    store = reader(postgresql, include=("public.add*", "public.cust*", "public.d*"), exclude=("public.d*",))
    with open_session([store]) as session:
        names = [table.name for table in read_catalog(session.connection, [store]).tables]
    assert names == ["public.address", "public.customer"]


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM app.public.customer",
        "CALL postgres_execute('app', 'DELETE FROM delivery')",
        "SELECT * FROM postgres_query('app', 'SELECT lo_create(0)')",
    ],
)
def test_a_session_cannot_change_a_store(postgresql, statement: str) -> None:
    # The superuser could; the session's own settings must be what stops it.
    store = StoreConfig(name="app", kind="postgresql", url=postgresql[0])
    with open_session([store]) as session, pytest.raises(duckdb.Error, match=r"read.?only"):
        session.connection.execute(statement).fetchall()


def test_a_wrong_password_is_told_apart_and_never_printed(postgresql) -> None:
    with open_session([reader(postgresql, "wr0ng-secret")]) as session:
        error = session.failed["app"]
    assert "refused the user name or password" in error.line("en")
    assert "wr0ng" not in error.line("en") + error.line("zh") + str(error)


@pytest.mark.parametrize(
    ("kind", "url", "says"),
    [
        ("postgresql", "postgresql://u:pw0@127.0.0.1:1/x", "no server answers"),
        ("postgresql", "postgresql://u:pw0@127.0.0.1:notaport/x", "cannot be opened"),
        ("parquet", "nowhere", "no such folder"),
        ("duckdb", "nowhere.duckdb", "no such file"),
        ("sqlite", "nowhere.sqlite", "no such file"),
    ],
)
def test_one_store_down_does_not_stop_the_others(tmp_path: Path, kind: str, url: str, says: str) -> None:
    folder = tmp_path / "lake"
    folder.mkdir()
    pq.write_table(pa.table({"a": [1, 2]}), folder / "events.parquet")
    stores = [
        StoreConfig(name="bad", kind=kind, url=url if "://" in url else str(tmp_path / url)),
        StoreConfig(name="lake", kind="parquet", url=str(folder)),
    ]
    with open_session(stores) as session:
        assert session.connection.execute("SELECT count(*) FROM lake.main.events").fetchone() == (2,)
        assert says in session.failed["bad"].line("en") and "pw0" not in session.failed["bad"].line("en")


def test_file_stores_of_every_kind_are_read(tmp_path: Path) -> None:
    parts = tmp_path / "parquet" / "login_log"
    parts.mkdir(parents=True)
    pq.write_table(pa.table({"a": [1]}), parts / "1.parquet")
    pq.write_table(pa.table({"a": [2], "b": ["x"]}), parts / "2.parquet")
    for folder, name, text in (
        ("csv", "t.csv", "a,b\n1,x\n"),
        ("jsonl", "t.jsonl", '{"a": 1, "b": {"c": "x"}}\n'),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text)
    with duckdb.connect(str(tmp_path / "d.duckdb")) as database:
        database.execute("CREATE TABLE t (a INTEGER PRIMARY KEY); INSERT INTO t VALUES (1)")
    with sqlite3.connect(tmp_path / "s.sqlite") as database:
        database.execute("CREATE TABLE t (a INTEGER)")
    stores = [
        StoreConfig(name="p", kind="parquet", url=str(tmp_path / "parquet")),
        StoreConfig(name="c", kind="csv", url=str(tmp_path / "csv")),
        StoreConfig(name="j", kind="jsonl", url=str(tmp_path / "jsonl")),
        StoreConfig(name="d", kind="duckdb", url=str(tmp_path / "d.duckdb")),
        StoreConfig(name="s", kind="sqlite", url=str(tmp_path / "s.sqlite")),
    ]
    with open_session(stores) as session:
        assert session.failed == {}
        catalog = read_catalog(session.connection, stores)
        found = {
            (table.store, table.name): (
                session.connection.execute(f"SELECT count(*) FROM {table.sql_name}").fetchone()[0],
                [column.name for column in table.columns],
            )
            for table in catalog.tables
        }
    assert found == {
        ("p", "login_log"): (2, ["a", "b"]),
        ("c", "t"): (1, ["a", "b"]),
        ("j", "t"): (1, ["a", "b"]),
        ("d", "main.t"): (1, ["a"]),
        ("s", "t"): (0, ["a"]),
    }
    assert catalog.table("d", "main.t").primary_key == ("a",)
