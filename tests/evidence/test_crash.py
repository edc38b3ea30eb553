"""A writer that dies at any moment loses nothing it had sealed, and leaves nothing it had not."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest

from policy.errors import DiskFullError, QuanyiError

APPENDING = """
import sys
from datetime import datetime
from pathlib import Path
from privacy.evidence.ledger import Ledger

ledger = Ledger.open(Path(sys.argv[1]), Path(sys.argv[2]))
while True:
    head = ledger.append([{"number": ledger.size + item} for item in range(200)], datetime(2026, 3, 16))
    print(head.sequence, head.hash(), flush=True)
"""


def dies_at(step: int, work: Callable[[], object]) -> bool:
    """Run `work` in a child, killed at its `step`-th write, flush or rename; whether it came so far."""
    child = os.fork()
    if child == 0:
        steps = count(1)
        originals = {name: getattr(os, name) for name in ("write", "fsync", "replace", "ftruncate", "unlink")}

        def dying(name: str) -> Callable[..., object]:
            def call(*arguments: Any) -> object:
                if next(steps) == step:
                    if name == "write":
                        half = arguments[1][: len(arguments[1]) // 2]
                        originals["write"](arguments[0], half)
                    os.kill(os.getpid(), signal.SIGKILL)
                return originals[name](*arguments)

            return call

        for name in originals:
            setattr(os, name, dying(name))
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.WIFSIGNALED(status)


@pytest.mark.parametrize("kind", ["append", "rotate", "first"])
def test_a_kill_at_any_step_leaves_a_ledger_that_goes_on(
    kind: str, small: Any, new_place: Any, tmp_path: Any, events: Any, at: Any
) -> None:
    place = small if kind != "first" else type(small)(tmp_path / "n", tmp_path / "n-keys", tmp_path / "n.pub")

    def work() -> None:
        ledger = place.open()
        ledger.rotate_key(at) if kind == "rotate" else ledger.append(events(5, 100), at)

    step = 0
    for step in count(1):
        before = place.open()
        sealed, size = before.heads, before.size
        if not dies_at(step, work):
            break
        after = place.open()
        assert after.heads[: len(sealed)] == sealed, step
        assert len(after.heads) - len(sealed) in (0, 1), step
        assert after.size - size in (0, 5), step
        place.trusted.write_bytes((place.keys / "ledger-first.pub").read_bytes())
        assert not after.heads or place.holds(), (step, place.verify().problems)
    assert step > 8, "the steps were counted"
    place.open().append(events(1), at)
    assert place.holds()


def test_a_kill_at_a_random_moment_loses_nothing_sealed(new_place: Any, events: Any, at: Any) -> None:
    chance = random.Random(11)
    for _ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", APPENDING, str(new_place.folder), str(new_place.keys)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        told = [process.stdout.readline()]
        time.sleep(chance.uniform(0, 0.25))
        process.send_signal(signal.SIGKILL)
        told += process.stdout.read().splitlines()
        process.wait()
        sequence, head_hash = [line for line in told if len(line.split()) == 2][-1].split()
        ledger = new_place.open()
        assert ledger.heads[int(sequence) - 1].hash() == head_hash
        assert new_place.verify(head_hash).ok
        assert ledger.size == 200 * len(ledger.heads)


def test_a_torn_end_is_cut_and_reported(small: Any, events: Any, at: Any) -> None:
    sealed = {path: path.read_bytes() for path in small.files()}
    note = (small.keys / "ledger-head.json").read_bytes()
    heads = small.folder / "heads.jsonl"
    segment = small.folder / "events-000000000005.jsonl"
    small.open().append(events(2, 50), at)
    (small.keys / "ledger-head.json").write_bytes(note)
    event_bytes, head_bytes = segment.read_bytes(), heads.read_bytes()
    for ours, whole in ((segment, event_bytes), (heads, head_bytes)):
        # Every sixth place, and the last byte but one: each opening flushes to the device, which takes time.
        for length in [*range(len(sealed[ours]) + 1, len(whole), 6), len(whole) - 1]:
            segment.write_bytes(event_bytes if ours is heads else whole[:length])
            heads.write_bytes(whole[:length] if ours is heads else sealed[heads])
            assert not small.holds(), (ours.name, length)
            recovery = small.open().recovery
            torn = length - len(sealed[heads]) if ours is heads else 0
            surplus = len(segment.read_bytes()) - len(sealed[segment])
            assert (recovery.head_bytes, surplus) == (torn, 0)
            assert recovery.event_bytes == (len(event_bytes) if torn else length) - len(sealed[segment])
    assert small.holds()
    assert small.open().recovery is None


def test_a_writer_that_stays_open_sees_what_another_left(small: Any, events: Any, at: Any) -> None:
    first, second = small.open(), small.open()
    second.append(events(2, 10), at)
    with (small.folder / "events-000000000005.jsonl").open("ab") as file:
        file.write(b'{"never":"sealed"')
    first.append(events(2, 12), at)
    assert first.recovery.event_bytes == len(b'{"never":"sealed"')
    assert (first.size, small.verify().events, small.holds()) == (14, 14, True)


def test_a_full_disk_leaves_the_ledger_as_it_was(
    small: Any, events: Any, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = small.open()
    before = {path: path.read_bytes() for path in small.files()}
    write = os.write
    for allowed in count(0, 50):
        room = [allowed]

        def limited(descriptor: int, data: bytes, room: list[int] = room) -> int:
            if room[0] == 0:
                raise OSError(errno.ENOSPC, "No space left on device")
            written = write(descriptor, data[: room[0]])
            room[0] -= written
            return written

        try:
            with monkeypatch.context() as patched:
                patched.setattr(os, "write", limited)
                ledger.append(events(2, 10), at)
        except DiskFullError:
            assert {path: path.read_bytes() for path in small.files()} == before, allowed
        else:
            break
    # There was room for the batch, not for the note of the last head beside the keys: the batch counts.
    assert json.loads((small.keys / "ledger-head.json").read_bytes())["sequence"] == 5
    assert small.holds()
    assert (small.open().size, small.open().recovery) == (12, None)


def damage_sealed_events(place: Any) -> None:
    segment = place.folder / "events-000000000000.jsonl"
    segment.write_bytes(segment.read_bytes()[:-1])


def lengthen_older_segment(place: Any) -> None:
    with (place.folder / "events-000000000000.jsonl").open("ab") as file:
        file.write(b"{}\n")


def change_head(place: Any) -> None:
    heads = place.folder / "heads.jsonl"
    heads.write_bytes(heads.read_bytes().replace(b'"sequence":2', b'"sequence":9'))


def tear_last_sealed_head(place: Any) -> None:
    heads = place.folder / "heads.jsonl"
    heads.write_bytes(heads.read_bytes()[:-1])


def remove_all(place: Any) -> None:
    for path in place.files():
        path.unlink()


def add_file(place: Any) -> None:
    (place.folder / "events-000000000099.jsonl").write_bytes(b"{}\n")


def add_key(place: Any) -> None:
    (place.folder / "keys" / "0123456789abcdef.pub").write_bytes(place.trusted.read_bytes())


def change_key(place: Any) -> None:
    next((place.folder / "keys").glob("*.pub")).write_bytes(b"no key")


@pytest.mark.parametrize(
    "damage",
    [
        damage_sealed_events,
        lengthen_older_segment,
        change_head,
        tear_last_sealed_head,
        remove_all,
        add_file,
        add_key,
        change_key,
    ],
)
def test_the_writer_refuses_damage_and_leaves_it_as_it_is(damage: Callable[[Any], None], small: Any) -> None:
    damage(small)
    before = {path: path.read_bytes() for path in small.files()}
    with pytest.raises(QuanyiError) as raised:
        small.open()
    assert "quanyi ledger verify" in raised.value.remedy.en
    assert {path: path.read_bytes() for path in small.files()} == before


def test_an_open_ledger_appends_to_nothing_that_was_set_back(small: Any, events: Any, at: Any) -> None:
    opened = small.open()
    tear_last_sealed_head(small)
    with pytest.raises(QuanyiError):
        opened.append(events(1), at)
