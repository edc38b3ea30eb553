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

CONNECT_SECONDS = 5
STATEMENT_MILLISECONDS = 600_000
_READERS = {
    "parquet": ("*.parquet", "read_parquet({files}, union_by_name = true)"),
    "csv": ("*.csv", "read_csv({files}, union_by_name = true, all_varchar = true)"),
    "jsonl": ("*.jsonl", "read_json({files}, format = 'newline_delimited', union_by_name = true)"),
}


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
    else:
        _attach_file(connection, store)


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
        raise _unreachable(store, Text(zh="连接被中断", en="the connection broke off")) from None


def read_only_conninfo(store: StoreConfig) -> str:
    """libpq connection string whose transactions are read-only and whose statements time out."""
    options = f"-c default_transaction_read_only=on -c statement_timeout={STATEMENT_MILLISECONDS}"
    try:
        return psycopg.conninfo.make_conninfo(
            store.url, options=options, application_name="quanyi", connect_timeout=CONNECT_SECONDS
        )
    except psycopg.ProgrammingError:
        raise _unreachable(store, Text(zh="地址的写法不对", en="its URL is malformed")) from None


def probe(store: StoreConfig, conninfo: str) -> None:
    """Connect once and leave; raises StoreError that tells a wrong password from an absent server."""
    try:
        psycopg.connect(conninfo).close()
    except psycopg.OperationalError as error:
        message = str(error)
        if "authentication failed" in message or "no password supplied" in message:
            raise StoreError(
                Text(
                    zh=f"存储 {store.name}({store.masked_url})拒绝了用户名或密码",
                    en=f"Store {store.name} ({store.masked_url}) refused the user name or password",
                ),
                Text(
                    zh="请检查 quanyi.yaml 中的用户名与所引用的环境变量。",
                    en="Check the user name in quanyi.yaml and the environment variable it refers to.",
                ),
            ) from None
        if "does not exist" in message and "database" in message:
            raise _unreachable(store, Text(zh="没有这个数据库", en="there is no such database")) from None
        raise _unreachable(store, Text(zh="服务器没有应答", en="no server answers there")) from None


def _attach_file(connection: duckdb.DuckDBPyConnection, store: StoreConfig) -> None:
    if not Path(store.url).is_file():
        raise _unreachable(store, Text(zh="文件不存在", en="there is no such file"))
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
        raise _unreachable(store, wrong) from None


def _attach_folder(connection: duckdb.DuckDBPyConnection, store: StoreConfig) -> None:
    """Each subfolder with files is a table of its name, and each file directly inside is one of its stem."""
    root = Path(store.url)
    if not root.is_dir():
        raise _unreachable(store, Text(zh="文件夹不存在", en="there is no such folder"))
    pattern, reader = _READERS[store.kind]
    tables = {folder.name: f"{folder}/**/{pattern}" for folder in sorted(root.iterdir())
              if folder.is_dir() and any(folder.rglob(pattern))}  # fmt: skip
    tables |= {file.stem: str(file) for file in sorted(root.glob(pattern))}
    connection.execute(f"ATTACH ':memory:' AS {quote(store.name)}")
    for name, files in tables.items():
        literal = "'" + files.replace("'", "''") + "'"
        try:
            connection.execute(
                f"CREATE VIEW {quote(store.name)}.main.{quote(name)} AS "
                f"SELECT * FROM {reader.format(files=literal)}"
            )
        except duckdb.Error:
            wrong = Text(zh=f"表 {name} 的文件无法读取", en=f"the files of table {name} cannot be read")
            raise _unreachable(store, wrong) from None


def _unreachable(store: StoreConfig, why: Text) -> StoreError:
    return StoreError(
        Text(
            zh=f"存储 {store.name}({store.masked_url})无法打开：{why.zh}",
            en=f"Store {store.name} ({store.masked_url}) cannot be opened: {why.en}",
        ),
        Text(
            zh="请检查地址、网络与权限；其余存储照常处理。",
            en="Check its address, the network and permissions; the other stores go on.",
        ),
    )
