"""Reading how each kind of store protects what it holds, through the session that can change nothing."""

import duckdb

from privacy.stores.config import StoreConfig
from privacy.stores.protection.facts import Connection, Protection, StoreProtection
from privacy.stores.protection.mysql import read_mysql
from privacy.stores.protection.postgresql import read_postgresql


def read_protection(connection: duckdb.DuckDBPyConnection, store: StoreConfig) -> Protection:
    """What the store says of itself; `store` is attached to `connection`.

    What the login may not see is unknown, and stands in the result as such.

    Raises:
        duckdb.Error: the server broke off.
    """
    if store.kind == "postgresql":
        return read_postgresql(connection, store)
    if store.kind == "mysql":
        return read_mysql(connection, store)
    # A file or folder that was opened without a key is not encrypted by its own format.
    return Protection(
        StoreProtection(store.name, "file", engine_encrypts=False),
        (Connection(store.name, "session", "session", "local"),),
    )
