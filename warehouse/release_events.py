"""The control store's record of releases: what was published, refused and deleted, and when."""

import json
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from privacy.anonymization.store import ReleaseEvent
from warehouse.control import open_control


@dataclass(frozen=True)
class StoredEvent:
    """One event as stored; `reasons` is a count."""

    name: str
    kind: str
    at: datetime
    sha256: str | None
    reasons: int


def add_release_events(control_path: Path, run_id: str, events: Sequence[ReleaseEvent]) -> None:
    """Append; an event once written can be neither changed nor deleted."""
    with closing(open_control(control_path)) as connection, connection:
        connection.executemany(
            "INSERT INTO release_events VALUES (?, ?, ?, ?, ?, ?)",
            [
                (
                    run_id,
                    event.name,
                    event.kind,
                    event.at.isoformat(),
                    event.sha256,
                    json.dumps([reason.model_dump() for reason in event.reasons], ensure_ascii=False),
                )
                for event in events
            ],
        )


def release_events(control_path: Path, run_id: str | None = None) -> list[StoredEvent]:
    """Every event, or those of one run, in the order they happened."""
    with closing(open_control(control_path)) as connection:
        rows = connection.execute(
            "SELECT name, kind, at, sha256, reasons FROM release_events WHERE ? IS NULL OR run_id = ? "
            "ORDER BY rowid",
            (run_id, run_id),
        ).fetchall()
    return [
        StoredEvent(name, kind, datetime.fromisoformat(at), sha256, len(json.loads(reasons)))
        for name, kind, at, sha256, reasons in rows
    ]
