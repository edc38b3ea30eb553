"""Every change to a ledger's files is found."""

import json
import os
import random
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest


@contextmanager
def changed(path: Path, content: bytes | None) -> Iterator[None]:
    """The file with other content, or gone, for a while."""
    original = path.read_bytes() if path.exists() else None
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    try:
        yield
    finally:
        if original is None:
            path.unlink()
        else:
            path.write_bytes(original)


@pytest.mark.parametrize("pattern", [0x01, 0x80, 0xFF])
def test_every_changed_byte_is_found(small: Any, pattern: int) -> None:
    missed = []
    for path in small.files():
        content = path.read_bytes()
        with path.open("r+b", buffering=0) as file:
            for position, byte in enumerate(content):
                os.pwrite(file.fileno(), bytes([byte ^ pattern]), position)
                if small.holds():
                    missed.append((path.name, position))
                os.pwrite(file.fileno(), bytes([byte]), position)
    assert missed == []
    assert small.holds()


def test_every_removed_byte_is_found(small: Any) -> None:
    missed = []
    for path in small.files():
        content = path.read_bytes()
        for position in range(len(content)):
            with changed(path, content[:position] + content[position + 1 :]):
                if small.holds():
                    missed.append((path.name, position))
    assert missed == []


@pytest.mark.parametrize("extra", [b"\n", b" ", b"0"])
def test_bytes_put_in_are_found(small: Any, extra: bytes) -> None:
    missed = []
    for path in small.files():
        content = path.read_bytes()
        for position in range(0, len(content), 5):
            with changed(path, content[:position] + extra + content[position:]):
                if small.holds():
                    missed.append((path.name, position))
    assert missed == []


def test_every_byte_added_at_the_end_is_found(small: Any) -> None:
    for path in small.files():
        for extra in (b"\n", b" ", b"{}\n", b"\x00"):
            with changed(path, path.read_bytes() + extra):
                assert not small.holds(), (path.name, extra)


def test_lines_removed_doubled_or_swapped_are_found(small: Any) -> None:
    last_head = small.verify().head
    for path in small.files():
        lines = path.read_bytes().splitlines(keepends=True)
        for number in range(len(lines)):
            without = lines[:number] + lines[number + 1 :]
            with changed(path, b"".join(without)):
                assert not small.verify(last_head).ok, (path.name, number, "removed")
            with changed(path, b"".join([*lines[: number + 1], *lines[number:]])):
                assert not small.holds(), (path.name, number, "doubled")
            for other in range(number):
                swapped = list(lines)
                swapped[number], swapped[other] = swapped[other], swapped[number]
                if swapped != lines:
                    with changed(path, b"".join(swapped)):
                        assert not small.holds(), (path.name, number, other, "swapped")


def test_events_swapped_between_segments_are_found(small: Any) -> None:
    first, second = (
        small.folder / name for name in ("events-000000000000.jsonl", "events-000000000005.jsonl")
    )
    one, two = (path.read_bytes().splitlines(keepends=True) for path in (first, second))
    with changed(first, b"".join([two[0], *one[1:]])), changed(second, b"".join([one[0], *two[1:]])):
        assert not small.holds()
    # The boundary moved by one event, with the file named as its count then demands.
    moved = second.with_name("events-000000000004.jsonl")
    with changed(first, b"".join(one[:-1])), changed(second, None), changed(moved, b"".join([one[-1], *two])):
        assert not small.holds()


def test_files_removed_renamed_doubled_or_swapped_are_found(small: Any) -> None:
    files = small.files()
    for path in files:
        content = path.read_bytes()
        with changed(path, None):
            assert not small.holds(), (path.name, "removed")
        with changed(path.with_name(f"copy-{path.name}"), content):
            assert not small.holds(), (path.name, "doubled")
        with changed(path, None), changed(path.with_name(f"copy-{path.name}"), content):
            assert not small.holds(), (path.name, "renamed")
        for other in files:
            if other != path:
                with changed(path, other.read_bytes()), changed(other, content):
                    assert not small.holds(), (path.name, other.name, "swapped")


def test_a_link_in_place_of_a_file_is_found(small: Any, tmp_path: Path) -> None:
    for path in small.files():
        elsewhere = tmp_path / "elsewhere"
        shutil.move(path, elsewhere)
        path.symlink_to(elsewhere)
        assert not small.holds(), path.name
        path.unlink()
        shutil.move(elsewhere, path)
    assert small.holds()


def test_random_changes_of_a_large_ledger_are_found_and_placed(new_place: Any, events: Any, at: Any) -> None:
    ledger = new_place.open()
    for start in range(0, 50_000, 5_000):
        ledger.append(events(5_000, start), at)
    assert (new_place.verify().events, new_place.holds()) == (50_000, True)
    path = new_place.folder / "events-000000000000.jsonl"
    length = path.stat().st_size
    chance = random.Random(7)
    with path.open("r+b", buffering=0) as file:
        for _ in range(25):
            position = chance.randrange(length)
            byte = os.pread(file.fileno(), 1, position)
            os.pwrite(file.fileno(), bytes([byte[0] ^ chance.randrange(1, 256)]), position)
            batch = next(head for head in ledger.heads if position < head.offset + head.length)
            problems = new_place.verify().problems
            assert [problem.en for problem in problems] == [
                f"batch {batch.sequence} (5000 events from event {batch.before}) was changed"
            ]
            os.pwrite(file.fileno(), byte, position)
    assert new_place.holds()


def test_a_whole_batch_cut_off_shows_only_against_a_known_head(small: Any) -> None:
    known = small.verify().head
    heads = small.folder / "heads.jsonl"
    *kept, dropped = heads.read_bytes().splitlines(keepends=True)
    heads.write_bytes(b"".join(kept))
    segment = small.folder / "events-000000000005.jsonl"
    segment.write_bytes(segment.read_bytes()[: -json.loads(dropped)["length"]])
    assert small.holds(), "an older state is a valid ledger"
    assert [problem.en for problem in small.verify(known).problems] == [
        f"there is no head {known}: the ledger was set back or replaced"
    ]


def test_another_ledger_in_its_place_is_found(small: Any, tmp_path: Path, events: Any, at: Any) -> None:
    other = type(small)(tmp_path / "other", tmp_path / "other-keys", small.trusted)
    other.open().append(events(10), at)
    assert [problem.en for problem in other.verify().problems] == ["head 1 is not signed by the key in force"]


def test_an_emptied_ledger_does_not_pass(new_place: Any) -> None:
    assert [problem.en for problem in new_place.verify().problems] == ["heads.jsonl is missing"]
    (new_place.folder / "heads.jsonl").touch()
    assert [problem.en for problem in new_place.verify().problems] == [
        "there is no head: nothing is sealed here"
    ]
