"""What earlier scans found in each chunk: an SQLite file that may be deleted, at the price of a full scan."""

import hashlib
import json
import sqlite3
from collections.abc import Collection, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from privacy.detection.incremental.codec import from_bytes, to_bytes
from privacy.detection.incremental.coverage import TableCoverage
from privacy.detection.incremental.row_memory import RowMemory
from privacy.detection.incremental.sealing import Seal
from privacy.detection.tally import ColumnTally
from privacy.detection.verdict_rules import recognizer_set_version
from privacy.stores.catalog import Table


@dataclass(frozen=True)
class Setting:
    """Under what a table was scanned; a chunk scanned under another setting is scanned again.

    Grades and overrides are not part of it: they are applied to the merged tally, never stored in it.
    """

    store: str
    table: str
    version: str

    @staticmethod
    def of(table: Table) -> "Setting":
        """Version of the recognizers and their rules, with the table's columns and types."""
        columns = json.dumps([[column.name, column.type] for column in table.columns], ensure_ascii=False)
        version = hashlib.sha256(f"{recognizer_set_version()}\0{columns}".encode()).hexdigest()[:16]
        return Setting(table.store, table.name, version)


@dataclass(frozen=True)
class ScanMemory:
    """Open for one writer; made by `open_memory`. Every change is durable when its method returns."""

    connection: sqlite3.Connection
    seal: Seal

    def rows(self, setting: Setting) -> RowMemory:
        """What is known of the table row by row."""
        return RowMemory(self.connection, self.seal, setting.store, setting.table)

    def fingerprints(self, setting: Setting) -> set[str]:
        """The chunks of the table that need not be scanned again."""
        rows = self.connection.execute(
            "SELECT fingerprint FROM chunk_tallies WHERE store = ? AND table_name = ? AND setting = ?",
            (setting.store, setting.table, setting.version),
        )
        return {fingerprint for (fingerprint,) in rows}

    def knows_table(self, setting: Setting) -> bool:
        """Whether the table was scanned before, under whatever setting."""
        row = self.connection.execute(
            "SELECT EXISTS (SELECT 1 FROM chunk_tallies WHERE store = ?1 AND table_name = ?2) "
            "OR EXISTS (SELECT 1 FROM row_tables WHERE store = ?1 AND table_name = ?2)",
            (setting.store, setting.table),
        ).fetchone()
        return bool(row[0])

    def tally(self, setting: Setting, fingerprint: str) -> ColumnTally:
        (packed,) = self.connection.execute(
            "SELECT tally FROM chunk_tallies "
            "WHERE store = ? AND table_name = ? AND setting = ? AND fingerprint = ?",
            (setting.store, setting.table, setting.version, fingerprint),
        ).fetchone()
        return from_bytes(setting.table, packed)

    def remember(self, setting: Setting, fingerprint: str, tally: ColumnTally) -> None:
        with self.connection:
            self.connection.execute(
                "INSERT OR REPLACE INTO chunk_tallies VALUES (?, ?, ?, ?, ?)",
                (setting.store, setting.table, setting.version, fingerprint, to_bytes(tally)),
            )

    def keep_only(self, setting: Setting, fingerprints: Collection[str]) -> None:
        """Forget what is no longer in the table, and all that was found under another setting."""
        stale = [(old,) for old in self.fingerprints(setting) - set(fingerprints)]
        place = (setting.store, setting.table, setting.version)
        with self.connection:
            self.connection.execute(
                "DELETE FROM chunk_tallies WHERE store = ? AND table_name = ? AND setting <> ?", place
            )
            self.connection.executemany(
                "DELETE FROM chunk_tallies "
                "WHERE store = ? AND table_name = ? AND setting = ? AND fingerprint = ?",
                [(*place, *old) for old in stale],
            )

    def keep_tables(self, store: str, tables: Collection[str]) -> None:
        """Forget the tables that `store`, which answered, no longer has."""
        with self.connection:
            for name in ("chunk_tallies", "row_tables", "row_segments", "coverage"):
                known = self.connection.execute(
                    f"SELECT DISTINCT table_name FROM {name} WHERE store = ?", (store,)
                ).fetchall()
                self.connection.executemany(
                    f"DELETE FROM {name} WHERE store = ? AND table_name = ?",
                    [(store, table) for (table,) in known if table not in tables],
                )

    def shed(self) -> None:
        """Let no copy of what was overwritten stay in SQLite's log."""
        self.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def record_coverage(self, run_id: str, covered: Sequence[TableCoverage]) -> None:
        with self.connection:
            self.connection.executemany(
                "INSERT OR REPLACE INTO coverage VALUES (?, ?, ?, ?)",
                [(entry.store, entry.table, run_id, entry.to_json()) for entry in covered],
            )

    def coverage(self, run_id: str) -> list[TableCoverage]:
        """How much of each table the run read; empty when it scanned nothing."""
        rows = self.connection.execute(
            "SELECT document FROM coverage WHERE run_id = ? ORDER BY store, table_name", (run_id,)
        )
        return [TableCoverage.from_json(document) for (document,) in rows]


@contextmanager
def open_memory(path: Path) -> Iterator[ScanMemory]:
    """The memory at `path`, made where there is none. What is forgotten is overwritten, not only unlinked."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, timeout=30)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = NORMAL")
        connection.execute("PRAGMA secure_delete = ON")
        connection.executescript(files(__package__).joinpath("memory.sql").read_text("utf-8"))
        yield ScanMemory(connection, Seal.beside(path))
