import sqlite3
from contextlib import closing
from pathlib import Path

from privacy.stores.catalog import ForeignKey
from privacy.stores.config import StoreConfig
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session

SCHEMA = """
CREATE TABLE member(no TEXT PRIMARY KEY NOT NULL, name TEXT);
CREATE TABLE old_member(no TEXT PRIMARY KEY, name TEXT);
CREATE TABLE orders(id INTEGER PRIMARY KEY, no TEXT REFERENCES member, again TEXT REFERENCES member(no));
CREATE TABLE item(shop INT, line INT, order_id INT, PRIMARY KEY (line, shop)) WITHOUT ROWID;
CREATE TABLE note(a INT, b INT, FOREIGN KEY (b, a) REFERENCES item(shop, line));
"""


def test_keys_of_sqlite_are_read(tmp_path: Path) -> None:
    path = tmp_path / "shop.sqlite"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(SCHEMA)
    store = StoreConfig(name="shop", kind="sqlite", url=str(path))
    with open_session([store]) as session:
        tables = {table.name: table for table in read_catalog(session.connection, [store]).tables}
    # A key that may be NULL names no row: SQLite takes several of them.
    assert {name: table.primary_key for name, table in tables.items()} == {
        "member": ("no",), "old_member": (), "orders": ("id",), "item": ("line", "shop"), "note": (),
    }  # fmt: skip
    assert sorted(tables["orders"].foreign_keys, key=lambda key: key.columns) == [
        ForeignKey("orders", ("again",), "member", ("no",)),
        ForeignKey("orders", ("no",), "member", ("no",)),
    ]
    assert tables["note"].foreign_keys == (ForeignKey("note", ("b", "a"), "item", ("shop", "line")),)
