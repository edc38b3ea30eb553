"""Which chunks a table has, by the kind of its store."""

import duckdb

from policy.text import Text
from privacy.detection.incremental import databases
from privacy.detection.incremental.change_marks import with_change_mark
from privacy.detection.incremental.chunk import ChunkSource
from privacy.detection.incremental.file_chunks import FileChunks
from privacy.detection.incremental.marked_table import MarkedTable
from privacy.detection.incremental.parquet_chunks import ParquetChunks
from privacy.stores.catalog import Table
from privacy.stores.config import StoreConfig
from privacy.stores.folders import table_files


def chunk_source(
    connection: duckdb.DuckDBPyConnection, store: StoreConfig, table: Table
) -> ChunkSource | MarkedTable:
    """The table in pieces; `connection` has the store attached."""
    if store.kind == "parquet":
        return ParquetChunks(table_files(connection, store, table.name), table)
    if store.kind in ("csv", "jsonl"):
        return FileChunks(connection, store, table_files(connection, store, table.name))
    if store.kind in ("postgresql", "mysql"):
        return _on_server(connection, store, table)
    if store.kind == "duckdb":
        return databases.duckdb_table(connection, table)
    why = Text(zh="SQLite 不记录变化", en="SQLite keeps no marks of change")
    return databases.whole(connection, table, why)


def _on_server(
    connection: duckdb.DuckDBPyConnection, store: StoreConfig, table: Table
) -> ChunkSource | MarkedTable:
    by_hash = databases.mysql if store.kind == "mysql" else databases.postgresql
    hashed = by_hash(connection, store, table)
    marked = with_change_mark(connection, store, table, hashed)
    if isinstance(marked, Text):
        return hashed.remarked(marked)
    return marked or hashed
