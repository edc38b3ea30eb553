"""The writer for a store's kind."""

from privacy.erasure.pacing import StorePace
from privacy.erasure.pseudonyms import ExecutionPseudonyms
from privacy.erasure.writers.duckdb import DuckdbWriter
from privacy.erasure.writers.file_stamp import Stamp
from privacy.erasure.writers.files import FilesWriter
from privacy.erasure.writers.mysql import MysqlWriter
from privacy.erasure.writers.postgresql import PostgresqlWriter
from privacy.erasure.writers.sqlite import SqliteWriter
from privacy.erasure.writers.writer import Writer
from privacy.stores.config import StoreConfig


def open_writer(
    store: StoreConfig, pace: StorePace, pseudonyms: ExecutionPseudonyms, before: Stamp | None = None
) -> Writer:
    """`before`: stamps of a store of files from before victims were read from it.

    Raises:
        StoreError: the store cannot be opened for writing.
    """
    if store.kind == "postgresql":
        return PostgresqlWriter(store, pace, pseudonyms)
    if store.kind == "mysql":
        return MysqlWriter(store, pace, pseudonyms)
    if store.kind == "sqlite":
        return SqliteWriter(store, pace, pseudonyms, before)
    if store.kind == "duckdb":
        return DuckdbWriter(store, pace, pseudonyms, before)
    return FilesWriter(store, pace, pseudonyms, before)
