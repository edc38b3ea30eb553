from urllib.parse import urlsplit

import duckdb
import pytest

from privacy.stores.config import StoreConfig
from privacy.stores.mysql import bounded
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session
from privacy.stores.source import attach_source


def reader(mysql: str, password: str = "right%40secret", database: str = "shop") -> StoreConfig:
    port = urlsplit(mysql).port
    url = f"mysql://app_reader:{password}@127.0.0.1:{port}/{database}"
    return StoreConfig(name="shop", kind="mysql", url=url)


def test_keys_are_in_the_catalog_and_other_databases_are_not(mysql: str) -> None:
    with open_session([reader(mysql)]) as session:
        assert session.failed == {}
        catalog = read_catalog(session.connection, [reader(mysql)])
    assert [table.name for table in catalog.tables] == ["shop.address", "shop.customer", "shop.delivery"]
    customer, delivery = catalog.table("shop", "shop.customer"), catalog.table("shop", "shop.delivery")
    assert customer and delivery
    assert (customer.primary_key, customer.row_count) == (("no",), 2)
    assert [(column.name, column.type) for column in customer.columns] == [
        ("no", "VARCHAR"), ("referrer", "VARCHAR"), ("profile", "VARCHAR"), ("born", "DATE")
    ]  # fmt: skip
    assert [(key.columns, key.to_table, key.to_columns) for key in customer.foreign_keys] == [
        (("referrer",), "shop.customer", ("no",))
    ]
    assert [(key.columns, key.to_table, key.to_columns) for key in delivery.foreign_keys] == [
        (("address_id", "customer_no"), "shop.address", ("id", "no"))
    ]


def test_a_url_without_a_database_shows_all_but_the_system(mysql: str) -> None:
    store = reader(mysql, database="")
    with open_session([store]) as session:
        names = {table.name for table in read_catalog(session.connection, [store]).tables}
    assert {"shop.customer", "other.unrelated"} <= names
    assert not {name.split(".")[0] for name in names} & {"mysql", "sys", "information_schema"}


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM shop.shop.customer",
        "CALL mysql_execute('shop', 'DELETE FROM shop.delivery')",
        "FROM mysql_query('shop', 'DELETE FROM shop.delivery')",
        "FROM mysql_query('shop', 'INSERT INTO shop.delivery (id) VALUES (7) RETURNING id')",
    ],
)
def test_a_session_cannot_change_a_store(mysql: str, statement: str) -> None:
    # The superuser could; the session's own settings must be what stops it.
    store = StoreConfig(name="shop", kind="mysql", url=mysql)
    with open_session([store]) as session:
        with pytest.raises(duckdb.Error):
            session.connection.execute(statement).fetchall()
        assert session.connection.execute("SELECT count(*) FROM shop.shop.delivery").fetchone() == (0,)
        assert session.connection.execute("SELECT count(*) FROM shop.shop.customer").fetchone() == (2,)


@pytest.mark.parametrize(
    ("password", "database", "says"),
    [
        ("wr0ng-secret", "shop", "refused the user name or password"),
        ("right%40secret", "absent", "no such database"),
    ],
)
def test_what_is_wrong_is_told_apart_and_no_secret_is_printed(
    mysql: str, password: str, database: str, says: str
) -> None:
    with open_session([reader(mysql, password, database)]) as session:
        error = session.failed["shop"]
    assert says in error.line("en")
    assert "secret" not in error.line("en") + error.line("zh") + str(error)


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("mysql://u:pw0@127.0.0.1:1/x", "no server answers"),
        ("mysql://u:pw0@127.0.0.1:notaport/x", "malformed"),
        ("mysql://127.0.0.1/x", "malformed"),
        ("mysql://u:pw0@127.0.0.1/x?autocommit=1", "malformed"),
    ],
)
def test_an_absent_server_or_a_wrong_url_is_named(url: str, says: str) -> None:
    with open_session([StoreConfig(name="shop", kind="mysql", url=url)]) as session:
        line = session.failed["shop"].line("en")
    assert says in line and "pw0" not in line


def test_a_slow_statement_is_cut_off(mysql: str) -> None:
    with open_session([reader(mysql)]) as session:
        version = session.connection.execute("FROM mysql_query('shop', 'SELECT version()')").fetchone()[0]
        query = bounded("SELECT sleep(20)", version, 200)
        with pytest.raises(duckdb.Error):
            session.connection.execute("FROM mysql_query('shop', ?)", [query]).fetchall()


def test_mysql_is_told_in_its_own_words() -> None:
    assert bounded("SELECT a FROM t", "8.4.2", 600_000) == "SELECT /*+ MAX_EXECUTION_TIME(600000) */ a FROM t"


@pytest.mark.parametrize("scheme", ["mysql", "mariadb"])
def test_a_url_on_the_command_line_is_a_source(mysql: str, scheme: str) -> None:
    with attach_source(mysql.replace("mysql://", f"{scheme}://")) as (connection, stores):
        assert stores[0].kind == "mysql"
        assert {table.name for table in read_catalog(connection, stores).tables} >= {"shop.customer"}
