import sqlite3
from datetime import datetime
from pathlib import Path

import pytest

from policy.text import Text
from privacy.anonymization.store import ReleaseEvent
from warehouse.release_events import StoredEvent, add_release_events, release_events

AT = datetime(2026, 3, 16, 23)


def test_events_are_kept_by_run_and_in_order(tmp_path: Path) -> None:
    path = tmp_path / "control.sqlite"
    why = (Text(zh="少", en="few"),)
    add_release_events(
        path, "r1", [ReleaseEvent("a", "published", AT, "ab"), ReleaseEvent("b", "refused", AT, None, why)]
    )
    add_release_events(path, "r2", [ReleaseEvent("a", "withdrawn", AT, "ab")])
    assert release_events(path, "r1") == [
        StoredEvent("a", "published", AT, "ab", 0),
        StoredEvent("b", "refused", AT, None, 1),
    ]
    assert [event.kind for event in release_events(path)] == ["published", "refused", "withdrawn"]


@pytest.mark.parametrize(
    "statement", ["UPDATE release_events SET kind = 'published'", "DELETE FROM release_events"]
)
def test_an_event_cannot_be_changed_or_deleted(tmp_path: Path, statement: str) -> None:
    path = tmp_path / "control.sqlite"
    add_release_events(path, "r1", [ReleaseEvent("a", "refused", AT)])
    with sqlite3.connect(path) as connection, pytest.raises(sqlite3.IntegrityError, match="append-only"):
        connection.execute(statement)
