"""One file, folder or URL given on the command line, as stores of its own."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

from policy.errors import UsageError
from policy.text import Text
from privacy.stores.config import Kind, StoreConfig, mask_url
from privacy.stores.session import attach, open_session

NAME = "source"
_SUFFIXES: dict[str, Kind] = {
    ".parquet": "parquet",
    ".csv": "csv",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".duckdb": "duckdb",
    ".sqlite": "sqlite",
    ".sqlite3": "sqlite",
    ".db": "sqlite",
}
_FOLDER_KINDS: tuple[Kind, ...] = ("parquet", "csv", "jsonl")


@contextmanager
def attach_source(source: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, list[StoreConfig]]]:
    """A read-only session with `source` attached; a folder of several kinds of file is several stores.

    Raises:
        UsageError: there is nothing there that can be scanned.
        StoreError: it cannot be opened.
    """
    with tempfile.TemporaryDirectory(prefix="quanyi-") as folder, open_session([]) as session:
        stores = _stores(source, Path(folder))
        for store in stores:
            attach(session.connection, store)
        yield session.connection, stores


def _stores(source: str, folder: Path) -> list[StoreConfig]:
    if source.startswith(("postgresql://", "postgres://")):
        return [StoreConfig(name=NAME, kind="postgresql", url=source)]
    if source.startswith(("mysql://", "mariadb://")):
        return [StoreConfig(name=NAME, kind="mysql", url=source)]
    path = Path(source).resolve()
    if path.is_dir():
        kinds = [kind for kind in _FOLDER_KINDS if any(path.rglob(f"*.{kind}"))]
        if kinds:
            return [StoreConfig(name=f"{NAME}_{kind}", kind=kind, url=str(path)) for kind in kinds]
    elif path.is_file() and path.suffix.lower() in _SUFFIXES:
        kind = _SUFFIXES[path.suffix.lower()]
        if kind not in _FOLDER_KINDS:
            return [StoreConfig(name=NAME, kind=kind, url=str(path))]
        # A folder store reads folders; a link gives it one that holds this file alone.
        (folder / f"{path.stem}.{kind}").symlink_to(path)
        return [StoreConfig(name=NAME, kind=kind, url=str(folder))]
    raise UsageError(
        Text(zh=f"{mask_url(source)} 无法扫描", en=f"{mask_url(source)} cannot be scanned"),
        Text(
            zh="请给出 Parquet/CSV/JSONL/DuckDB/SQLite 文件、其文件夹，或 postgresql://、mysql:// 地址。",
            en="Give a Parquet, CSV, JSON Lines, DuckDB or SQLite file, a folder of them, "
            "or a postgresql:// or mysql:// URL.",
        ),
    )
