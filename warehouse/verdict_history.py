"""The history of verdicts: tables of the control store, append-only until a scan expires."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from policy.text import Text
from privacy.detection.verdict_history import ScanRecord, TableReading, Unread, VerdictRecord, Versions

SCHEMA = Path(__file__).parent / "verdict_history.sql"
_PARTS = ("table_readings", "unread_tables", "column_verdicts")


@dataclass(frozen=True)
class VerdictHistory:
    """`path` is the control store's."""

    path: Path

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(self.path, timeout=30)) as connection:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA secure_delete = ON")
            connection.executescript(SCHEMA.read_text(encoding="utf-8"))
            with connection:
                yield connection

    def add(self, scan: ScanRecord, keep_days: int) -> None:
        """Append a scan, and drop those that have expired by its as-of."""
        with self._connect() as connection:
            number = connection.execute(
                "INSERT INTO verdict_scans (run_id, as_of, policy_hash, recognizers, rules, expires_at, "
                "recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    scan.run_id,
                    scan.as_of.isoformat(),
                    scan.policy_hash,
                    scan.versions.recognizers,
                    scan.versions.rules,
                    (scan.as_of + timedelta(days=keep_days)).isoformat(),
                    datetime.now().astimezone().isoformat(timespec="seconds"),
                ),
            ).lastrowid
            _insert(connection, "table_readings", number, [_reading_row(one) for one in scan.readings])
            _insert(
                connection,
                "unread_tables",
                number,
                [(one.store, one.table, one.reason) for one in scan.unread],
            )
            _insert(connection, "column_verdicts", number, [_verdict_row(one) for one in scan.verdicts])
            connection.execute(
                "DELETE FROM verdict_scans WHERE expires_at < ? AND scan <> ?",
                (scan.as_of.isoformat(), number),
            )
            for part in _PARTS:
                connection.execute(f"DELETE FROM {part} WHERE scan NOT IN (SELECT scan FROM verdict_scans)")

    def latest(self, count: int) -> list[ScanRecord]:
        """The newest scans, newest first: a scan sees the stores as they are, whatever day it judges."""
        with self._connect() as connection:
            rows = connection.execute(
                "SELECT scan, run_id, as_of, policy_hash, recognizers, rules FROM verdict_scans "
                "ORDER BY scan DESC LIMIT ?",
                (count,),
            ).fetchall()
            return [_scan(connection, row) for row in rows]


def _insert(connection: sqlite3.Connection, part: str, scan: int | None, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        marks = ", ".join("?" * (len(rows[0]) + 1))
        connection.executemany(f"INSERT INTO {part} VALUES ({marks})", [(scan, *row) for row in rows])


def _reading_row(reading: TableReading) -> tuple[Any, ...]:
    return (
        reading.store,
        reading.table,
        json.dumps(reading.columns, ensure_ascii=False),
        reading.data_mark,
        reading.versions.recognizers,
        reading.versions.rules,
        reading.read_at.isoformat(),
        reading.read_fully_at.isoformat() if reading.read_fully_at else None,
        reading.carried,
    )


def _verdict_row(record: VerdictRecord) -> tuple[Any, ...]:
    return (
        *record.place, record.entity_type, record.found_as, record.kind, record.share, record.findings,
        record.rows, record.sensitivity, record.confidence, record.shape, record.why.zh, record.why.en,
        record.decided_by, record.overruled, record.first_seen.isoformat(),
    )  # fmt: skip


def _scan(connection: sqlite3.Connection, row: tuple[Any, ...]) -> ScanRecord:
    number, run_id, as_of, policy_hash, recognizers, rules = row
    readings, unread, verdicts = (
        connection.execute(f"SELECT * FROM {part} WHERE scan = ? ORDER BY rowid", (number,)).fetchall()
        for part in _PARTS
    )
    return ScanRecord(
        run_id,
        datetime.fromisoformat(as_of),
        policy_hash,
        Versions(recognizers, rules),
        tuple(_reading(one) for one in readings),
        tuple(_verdict(one) for one in verdicts),
        tuple(Unread(store, table, reason) for _, store, table, reason in unread),
    )


def _reading(row: tuple[Any, ...]) -> TableReading:
    _, store, table, columns, data_mark, recognizers, rules, read_at, fully, carried = row
    return TableReading(
        store,
        table,
        tuple(json.loads(columns)),
        data_mark,
        Versions(recognizers, rules),
        datetime.fromisoformat(read_at),
        datetime.fromisoformat(fully) if fully else None,
        bool(carried),
    )


def _verdict(row: tuple[Any, ...]) -> VerdictRecord:
    _, *counts, why_zh, why_en, decided_by, overruled, first_seen = row
    names = (
        "store", "table", "column", "path", "entity_type", "found_as", "kind", "share", "findings", "rows",
        "sensitivity", "confidence", "shape",
    )  # fmt: skip
    return VerdictRecord(
        **dict(zip(names, counts, strict=True)),
        why=Text(zh=why_zh, en=why_en),
        decided_by=decided_by,
        overruled=bool(overruled),
        first_seen=datetime.fromisoformat(first_seen),
    )
