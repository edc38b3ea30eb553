"""Which files of a folder store are which table."""

from pathlib import Path

import duckdb

from privacy.stores.config import StoreConfig

# Beside each table of a folder stands a view of this schema that also tells each row's file and its place
# in it, counted from 0.
NUMBERED = "numbered_rows"
FILE, ROW = "quanyi file", "quanyi row"

FILE_PATTERNS = {"parquet": "*.parquet", "csv": "*.csv", "jsonl": "*.jsonl"}


def table_globs(store: StoreConfig) -> dict[str, str]:
    """Each subfolder with files is a table of its name, and each file directly inside is one of its stem."""
    root, pattern = Path(store.url), FILE_PATTERNS[store.kind]
    folders = sorted(folder for folder in root.iterdir() if folder.is_dir() and any(folder.rglob(pattern)))
    globs = {folder.name: f"{folder}/**/{pattern}" for folder in folders}
    return globs | {file.stem: str(file) for file in sorted(root.glob(pattern))}


def table_files(connection: duckdb.DuckDBPyConnection, store: StoreConfig, table: str) -> list[Path]:
    """The files that DuckDB reads for a table, in name order."""
    globbed = connection.execute("SELECT file FROM glob(?) ORDER BY file", [table_globs(store)[table]])
    return [Path(file) for (file,) in globbed.fetchall()]
