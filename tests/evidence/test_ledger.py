"""What the pipeline uses: open, append, read back."""

import json
import stat
import subprocess
import sys
import threading
from typing import Any

import pytest

from policy.errors import LockHeldError
from privacy.evidence.errors import LedgerError
from privacy.evidence.lock import ledger_lock


def lines(place: Any) -> list[dict[str, object]]:
    return [json.loads(line) for path in sorted(place.folder.glob("events-*")) for line in path.open("rb")]


def test_appended_events_are_on_disk_in_order(new_place: Any, events: Any, at: Any) -> None:
    ledger = new_place.open()
    first = ledger.append(events(3), at)
    second = ledger.append(events(2, 3), at)
    assert (first.sequence, first.size, first.total) == (1, 3, 3)
    assert (second.sequence, second.size, second.total, second.at) == (2, 2, 5, "2026-03-16T09:30:00")
    assert second.previous == first.hash()
    assert lines(new_place) == events(5)
    assert (ledger.size, ledger.heads) == (5, (first, second))
    again = new_place.open()
    assert (again.size, again.heads, again.recovery) == (5, (first, second), None)


def test_segments_are_named_by_the_events_before_them(small: Any, events: Any) -> None:
    names = [path.name for path in small.files() if path.name.startswith("events")]
    assert names == ["events-000000000000.jsonl", "events-000000000005.jsonl"]
    assert lines(small) == events(10)


def test_nothing_but_the_ledger_lies_in_its_folder_and_others_cannot_read_it(small: Any) -> None:
    assert {path.name for path in small.folder.iterdir()} == {
        "heads.jsonl",
        "keys",
        "events-000000000000.jsonl",
        "events-000000000005.jsonl",
    }
    assert stat.S_IMODE(small.folder.stat().st_mode) == 0o700
    for path in small.folder.glob("*.jsonl"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_an_empty_batch_or_an_event_without_a_form_adds_nothing(small: Any, events: Any, at: Any) -> None:
    ledger, before = small.open(), small.verify()
    with pytest.raises(LedgerError, match="at least one event"):
        ledger.append([], at)
    with pytest.raises(LedgerError, match="float"):
        ledger.append([*events(3), {"rate": 0.1}], at)
    assert small.verify() == before


def test_a_writer_waits_for_its_turn_and_says_when_it_does_not_come(
    small: Any, events: Any, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    holding = (
        "import sys\nfrom pathlib import Path\nfrom privacy.evidence.lock import ledger_lock\n"
        "with ledger_lock(Path(sys.argv[1])):\n    print('held', flush=True)\n    sys.stdin.read()\n"
    )
    ledger = small.open()
    holder = subprocess.Popen(
        [sys.executable, "-c", holding, str(small.folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout is not None and holder.stdout.readline() == "held\n"
    with pytest.raises(LockHeldError, match="Another process is using"), ledger_lock(small.folder, wait=0.1):
        pass
    threading.Timer(0.2, holder.communicate).start()
    ledger.append(events(1, 10), at)
    assert (ledger.size, small.holds()) == (11, True)


def test_writers_in_turn_build_one_chain(small: Any, events: Any, at: Any) -> None:
    writers = [small.open() for _ in range(3)]
    for number in range(9):
        writers[number % 3].append(events(1, 10 + number), at)
    assert lines(small) == events(19)
    assert (small.verify().heads, small.holds()) == (14, True)
