"""A DuckDB session in memory that reads an organisation's stores and can change none of them."""

import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psycopg

from policy.errors import StoreError
from policy.text import Text
from privacy.stores.catalog import quote
from privacy.stores.config import FOLDER_KINDS, StoreConfig
from privacy.stores.errors import BROKE_OFF, MALFORMED, NO_ANSWER, NO_DATABASE, refused, unreachable
from privacy.stores.folders import FILE, NUMBERED, ROW, table_globs
from privacy.stores.mysql import Address
from privacy.stores.mysql import probe as probe_mysql

CONNECT_SECONDS = 5
STATEMENT_MILLISECONDS = 600_000
_READERS = {
    "parquet": "read_parquet({files}, union_by_name = true)",
    "csv": "read_csv({files}, union_by_name = true, all_varchar = true)",
    "jsonl": "read_json({files}, format = 'newline_delimited', union_by_name = true)",
}
# Parquet numbers its rows itself. Text files are read in their order, so that the running number of a
# file's rows counts on from its first; DuckDB's setting `preserve_insertion_order` must stay on for that.
_NUMBERED_ROWS = {
    "parquet": "SELECT *, filename AS {file}, file_row_number AS {row} FROM {reader}",
    "csv": "SELECT * REPLACE ({row} - min({row}) OVER (PARTITION BY {file}) AS {row}) FROM "
    "(SELECT *, filename AS {file}, row_number() OVER () AS {row} FROM {reader})",
}
_NUMBERED_ROWS["jsonl"] = _NUMBERED_ROWS["csv"]


@dataclass(frozen=True)
class Session:
    """The connection, and for each store that could not be opened the error that says why."""

    connection: duckdb.DuckDBPyConnection
    failed: dict[str, StoreError]


@contextmanager
def open_session(stores: Sequence[StoreConfig]) -> Iterator[Session]:
    """Attach every store under its name, read-only; one that fails does not stop the others.

    Nothing is spilled to disk: raw values live in memory only.
    """
    connection = duckdb.connect(":memory:", config={"temp_directory": ""})
    failed: dict[str, StoreError] = {}
    try:
        for store in stores:
            try:
                attach(connection, store)
            except StoreError as error:
                failed[store.name] = error
        yield Session(connection, failed)
    finally:
        connection.close()


def attach(connection: duckdb.DuckDBPyConnection, store: StoreConfig) -> None:
    """Attach one store as a database of its name.

    Raises:
        StoreError: it cannot be reached or opened; the message holds no secret.
    """
    if store.kind in FOLDER_KINDS:
        _attach_folder(connection, store)
    elif store.kind == "postgresql":
        _attach_postgresql(connection, store)
    elif store.kind == "mysql":
        _attach_mysql(connection, store)
    else:
        _attach_file(connection, store)


def reader(store: StoreConfig, files: str) -> str:
    """The table function that reads files, a path or a glob, as a folder store of this kind reads them."""
    return _READERS[store.kind].format(files="'" + files.replace("'", "''") + "'")


def load_extension(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load a signed DuckDB extension from its wheel; no download."""
    spec = importlib.util.find_spec(f"duckdb_extension_{name}")
    if spec is None or spec.origin is None:
        raise StoreError(
            Text(zh=f"缺少 DuckDB 扩展 {name}", en=f"The DuckDB extension {name} is missing"),
            Text(zh="请运行 uv sync 重新安装。", en="Run `uv sync` to install it again."),
        )
    path = Path(spec.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    connection.execute(f"LOAD '{path}'")


def _attach_postgresql(connection: duckdb.DuckDBPyConnection, store: StoreConfig) -> None:
    conninfo = read_only_conninfo(store)
    probe(store, conninfo)
    load_extension(connection, "postgres_scanner")
    escaped = conninfo.replace("'", "''")
    try:
        connection.execute(f"ATTACH '{escaped}' AS {quote(store.name)} (TYPE postgres, READ_ONLY)")
    except duckdb.Error:
        raise unreachable(store, BROKE_OFF) from None


def _attach_mysql(connection: duckdb.DuckDBPyConnection, store: StoreConfig) -> None:
    address = Address.of(store)
    probe_mysql(store, address, CONNECT_SECONDS)
    load_extension(connection, "mysql_scanner")
    # Old tables hold dates such as 2020-01-00; one of them must not end the reading of all.
    connection.execute("SET mysql_incomplete_dates_as_nulls = true")
    escaped = address.attach_string().replace("'", "''")
    try:
        connection.execute(f"ATTACH '{escaped}' AS {quote(store.name)} (TYPE mysql, READ_ONLY)")
    except duckdb.Error:
        raise unreachable(store, BROKE_OFF) from None


def read_only_conninfo(store: StoreConfig) -> str:
    """libpq connection string whose transactions are read-only and whose statements time out."""
    options = f"-c default_transaction_read_only=on -c statement_timeout={STATEMENT_MILLISECONDS}"
    try:
        return psycopg.conninfo.make_conninfo(
            store.url, options=options, application_name="quanyi", connect_timeout=CONNECT_SECONDS
        )
    except psycopg.ProgrammingError:
        raise unreachable(store, MALFORMED) from None


def probe(store: StoreConfig, conninfo: str) -> None:
    """Connect once and leave; raises StoreError that tells a wrong password from an absent server."""
    try:
        psycopg.connect(conninfo).close()
    except psycopg.OperationalError as error:
        message = str(error)
        if "authentication failed" in message or "no password supplied" in message:
            raise refused(store) from None
        if "does not exist" in message and "database" in message:
            raise unreachable(store, NO_DATABASE) from None
        raise unreachable(store, NO_ANSWER) from None


def _attach_file(connection: duckdb.DuckDBPyConnection, store: StoreConfig) -> None:
    if not Path(store.url).is_file():
        raise unreachable(store, Text(zh="文件不存在", en="there is no such file"))
    if store.kind == "sqlite":
        load_extension(connection, "sqlite_scanner")
    kind = "sqlite" if store.kind == "sqlite" else "duckdb"
    escaped = store.url.replace("'", "''")
    try:
        connection.execute(f"ATTACH '{escaped}' AS {quote(store.name)} (TYPE {kind}, READ_ONLY)")
    except duckdb.Error:
        wrong = Text(
            zh=f"不是可读的 {kind} 文件，或正被占用", en=f"it is no readable {kind} file, or is in use"
        )
        raise unreachable(store, wrong) from None


def _attach_folder(connection: duckdb.DuckDBPyConnection, store: StoreConfig) -> None:
    """Two views a table of the folder: its rows, and its rows with their places."""
    root = Path(store.url)
    if not root.is_dir():
        raise unreachable(store, Text(zh="文件夹不存在", en="there is no such folder"))
    connection.execute(f"ATTACH ':memory:' AS {quote(store.name)}")
    connection.execute(f"CREATE SCHEMA {quote(store.name)}.{NUMBERED}")
    for name, glob in table_globs(store).items():
        try:
            connection.execute(
                f"CREATE VIEW {quote(store.name)}.main.{quote(name)} AS SELECT * FROM {reader(store, glob)}"
            )
            numbered = _NUMBERED_ROWS[store.kind].format(
                reader=reader(store, glob), file=quote(FILE), row=quote(ROW)
            )
            connection.execute(f"CREATE VIEW {quote(store.name)}.{NUMBERED}.{quote(name)} AS {numbered}")
        except duckdb.Error:
            wrong = Text(zh=f"表 {name} 的文件无法读取", en=f"the files of table {name} cannot be read")
            raise unreachable(store, wrong) from None
