"""Real ledgers on disk: a small one with a rotation, and a trusted copy of its first key kept apart."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from privacy.evidence.ledger import Ledger
from privacy.evidence.verify import Report, verify_ledger

AT = datetime(2026, 3, 16, 9, 30)


def make_events(count: int, start: int = 0) -> list[dict[str, object]]:
    return [
        {"event": "check", "check": "dsr.例", "outcome": "pass", "number": start + number, "gap": None}
        for number in range(count)
    ]


@dataclass(frozen=True)
class Place:
    """Where a ledger lies: its folder, its keys, and the auditor's copy of the first public key."""

    folder: Path
    keys: Path
    trusted: Path

    def open(self) -> Ledger:
        return Ledger.open(self.folder, self.keys)

    def verify(self, *expected_heads: str) -> Report:
        return verify_ledger(self.folder, self.trusted, expected_heads)

    def holds(self) -> bool:
        return self.verify().ok

    def files(self) -> list[Path]:
        return sorted(path for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
def new_place(tmp_path: Path) -> Place:
    """An empty ledger with its keys made."""
    place = Place(tmp_path / "ledger", tmp_path / "keys", tmp_path / "auditor.pub")
    place.open()
    shutil.copy(place.keys / "ledger-first.pub", place.trusted)
    return place


@pytest.fixture
def small(new_place: Place, monkeypatch: pytest.MonkeyPatch) -> Place:
    """Four batches, a rotation between them, two segments."""
    ledger = new_place.open()
    ledger.append(make_events(3), AT)
    ledger.append(make_events(2, 3), AT)
    ledger.rotate_key(AT)
    with monkeypatch.context() as patched:
        patched.setattr("privacy.evidence.sealing.SEGMENT_BYTES", 100)
        ledger.append(make_events(1, 5), AT)
    ledger.append(make_events(4, 6), AT)
    return new_place


@pytest.fixture
def events() -> Callable[..., list[dict[str, object]]]:
    """`events(count, start=0)`: numbered events with Chinese text in them."""
    return make_events


@pytest.fixture
def at() -> datetime:
    return AT
