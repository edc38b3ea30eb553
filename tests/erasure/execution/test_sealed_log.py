from pathlib import Path

import pytest

from privacy.erasure.errors import SealedLogError
from privacy.erasure.folder import ErasureFolder
from privacy.erasure.pseudonyms import ExecutionPseudonyms, generalised
from privacy.erasure.sealed_log import SealedLog

KEY = bytes(range(32))


def opened(path: Path, at_least: int = 0, key: bytes = KEY, name: str = "e1/log") -> SealedLog:
    return SealedLog.open(path, key, name, at_least)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "log.sealed"
    log = opened(path)
    for number in range(3):
        assert log.append({"place": number, "zh": "行"}, b"row " * 1000 * number) == number
    return path


def test_frames_read_back_in_order_and_hold_no_plain_text(path: Path) -> None:
    frames = list(opened(path, 3).frames())
    assert [frame.header for frame in frames] == [{"place": number, "zh": "行"} for number in range(3)]
    assert [len(frame.body) for frame in frames] == [0, 4000, 8000]
    assert b"row row" not in path.read_bytes() and b"place" not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_a_torn_tail_is_cut_off_wherever_it_was_torn(path: Path) -> None:
    whole = path.read_bytes()
    two = path.parent / "two"
    log = opened(two)
    log.append({}, b"a")
    log.append({}, b"b")
    kept = two.read_bytes()
    for length in range(len(whole) - 60, len(whole)):
        path.write_bytes(whole[:length])
        log = opened(path, 2)
        assert (len(log), log.torn_bytes > 0) == (2, True)
        assert log.append({"again": True}, b"") == 2
        assert len(opened(path, 3)) == 3
    # The file was made longer before its content arrived: zeros at the end.
    two.write_bytes(kept[:-20] + bytes(20))
    assert len(opened(two, 1)) == 1


def test_what_was_relied_on_cannot_be_missing_or_changed(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-1])
    with pytest.raises(SealedLogError):
        opened(path, 3)
    changed = bytearray(whole)
    changed[-1] ^= 1
    path.write_bytes(changed)
    with pytest.raises(SealedLogError):
        list(opened(path, 3).frames())
    path.write_bytes(whole)
    for key, name in ((bytes(32), "e1/log"), (KEY, "e2/log")):
        with pytest.raises(SealedLogError):
            list(opened(path, 3, key, name).frames())


def test_frames_cannot_be_swapped_or_left_out(path: Path) -> None:
    whole = path.read_bytes()
    first = 4 + int.from_bytes(whole[:4], "big")
    second = first + 4 + int.from_bytes(whole[first : first + 4], "big")
    for forged in (whole[first:second] + whole[:first] + whole[second:], whole[:first] + whole[second:]):
        path.write_bytes(forged)
        with pytest.raises(SealedLogError):
            list(opened(path, 2).frames())


def test_without_its_key_a_folder_gives_nothing_and_makes_no_new_one(tmp_path: Path) -> None:
    folder = ErasureFolder.of(tmp_path / "data", tmp_path / "keys", "e1")
    folder.path.mkdir(parents=True)
    folder.log(folder.new_key(), 0).append({}, b"x")
    assert folder.key_path == tmp_path / "keys" / "erasure-e1.key"
    folder.key_path.unlink()
    for ask in (folder.key, folder.new_key):
        with pytest.raises(SealedLogError):
            ask()


def test_pseudonyms_are_equal_within_an_execution_and_a_second_pass_changes_nothing() -> None:
    ours, theirs = ExecutionPseudonyms(KEY), ExecutionPseudonyms(bytes(32))
    once = ours.one("phone", "13800138000")
    assert once.startswith("erased-") and len(once) == 31
    assert ours.one("phone", "13800138000") == once == ours.one("phone", once)
    assert len({once, ours.one("mail", "13800138000"), theirs.one("phone", "13800138000")}) == 3
    # Only what has the form of a pseudonym is taken for one.
    assert ours.one("phone", "erased-me") != "erased-me"
    assert ours.treated("pseudonymise", "Phone", "13800138000", is_text=True) == once
    assert ours.treated("pseudonymise", "phone", "1", is_text=False) is None
    assert ours.treated("clear", "phone", "1", is_text=True) is None


@pytest.mark.parametrize(
    ("value", "coarser"),
    [
        ("1990-05-17", "1990-01-01"),
        ("1990-05-17 01:02:03.5", "1990-01-01 00:00:00"),
        ("1990-05-17T01:02:03+08", "1990-01-01 00:00:00+08"),
        ("1990-01-01", "1990-01-01"),
        ("infinity", None),
    ],
)
def test_a_date_keeps_its_year(value: str, coarser: str | None) -> None:
    assert generalised(value, is_text=False) == coarser
    assert generalised(coarser or value, is_text=False) == coarser
