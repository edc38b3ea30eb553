"""Keys: who may read them, how one hands over to the next, and who is trusted."""

import os
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from policy.errors import ConfigError, QuanyiError
from privacy.evidence.keys import create_key, private_key
from privacy.evidence.sealing import sealed_head
from privacy.evidence.verify import verify_ledger
from privacy.evidence.verify_offline.chain import HeadChain
from privacy.evidence.verify_offline.messages import Broken
from privacy.evidence.verify_offline.public_keys import key_id


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def private_path(place: Any, number: int = 0) -> Path:
    return place.keys / f"ledger-{place.verify().keys[number]}.pem"


def test_keys_are_made_for_their_owner_only_whatever_the_umask(tmp_path: Path) -> None:
    previous = os.umask(0)
    try:
        name = key_id(create_key(tmp_path / "keys"))
    finally:
        os.umask(previous)
    assert mode(tmp_path / "keys") == 0o700
    assert mode(tmp_path / "keys" / f"ledger-{name}.pem") == 0o600


@pytest.mark.parametrize("shared", [0o640, 0o604, 0o620, 0o602, 0o610])
def test_a_private_key_that_others_can_reach_is_refused(
    small: Any, events: Any, at: Any, shared: int
) -> None:
    ledger, path = small.open(), private_path(small, 1)
    path.chmod(shared)
    with pytest.raises(ConfigError, match="can be accessed by others"):
        ledger.append(events(1), at)
    path.chmod(0o600)
    ledger.append(events(1), at)
    assert small.holds()


def test_a_folder_of_keys_that_others_can_reach_is_refused(small: Any, events: Any, at: Any) -> None:
    ledger = small.open()
    small.keys.chmod(0o750)
    with pytest.raises(ConfigError, match="chmod 700"):
        ledger.append(events(1), at)
    with pytest.raises(ConfigError, match="chmod 700"):
        ledger.rotate_key(at)


def test_a_missing_or_exchanged_private_key_is_refused(small: Any, events: Any, at: Any) -> None:
    ledger, path = small.open(), private_path(small, 1)
    content = path.read_bytes()
    path.unlink()
    with pytest.raises(ConfigError, match="is missing"):
        ledger.append(events(1), at)
    for other in (private_path(small).read_bytes(), b"no key", content[:60]):
        path.write_bytes(other)
        path.chmod(0o600)
        with pytest.raises(ConfigError, match="not the Ed25519 private key"):
            ledger.append(events(1), at)
    assert small.holds()


def test_each_head_is_signed_by_the_key_in_force(small: Any, events: Any, at: Any) -> None:
    ledger = small.open()
    ledger.rotate_key(at)
    ledger.append(events(1), at)
    first, second, third = small.verify().keys
    assert [head.key for head in ledger.heads] == [first] * 3 + [second] * 3 + [third]
    assert sorted(path.stem for path in (small.folder / "keys").iterdir()) == sorted([first, second, third])
    assert small.holds()


def test_a_rotation_may_come_first_and_at_the_end_of_a_segment(
    new_place: Any, events: Any, at: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("privacy.evidence.sealing.SEGMENT_BYTES", 1)
    ledger = new_place.open()
    ledger.rotate_key(at)
    assert new_place.holds()
    for start in range(3):
        ledger.append(events(1, start), at)
        ledger.rotate_key(at)
        ledger.rotate_key(at)
        assert (new_place.open().recovery, new_place.holds()) == (None, True)
    assert len(list(new_place.folder.glob("events-*"))) == 3
    assert len(new_place.verify().keys) == 8


def test_a_new_key_signs_after_the_old_private_key_is_gone(small: Any, events: Any, at: Any) -> None:
    private_path(small, 0).unlink()
    small.open().append(events(1), at)
    assert small.holds()


def test_a_retired_key_cannot_sign_on(small: Any, at: Any) -> None:
    chain = HeadChain(private_key(small.keys, small.verify().keys[0]).public_key().public_bytes_raw())
    for head in small.open().heads[:3]:
        chain.accept(head.line())
    retired = private_key(small.keys, small.verify().keys[0])
    with pytest.raises(Broken, match="head 4 is not signed by the key in force"):
        chain.accept(sealed_head(chain, [b"{}"], at, retired).line())


def test_only_the_first_key_is_a_starting_point(small: Any, tmp_path: Path) -> None:
    second = small.folder / "keys" / f"{small.verify().keys[1]}.pub"
    report = verify_ledger(small.folder, second)
    assert [problem.en for problem in report.problems] == ["head 1 is not signed by the key in force"]


def test_what_is_no_ed25519_key_is_refused_as_trusted(small: Any, tmp_path: Path) -> None:
    other = generate_private_key(65537, 2048).public_key()
    for content in (b"", b"no key", other.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)):
        small.trusted.write_bytes(content)
        with pytest.raises(ConfigError, match="no Ed25519 public key"):
            small.verify()
    with pytest.raises(ConfigError, match="cannot be read"):
        verify_ledger(small.folder, tmp_path / "absent.pub")


def test_a_ledger_without_its_first_public_key_is_not_begun_anew(small: Any) -> None:
    (small.keys / "ledger-first.pub").unlink()
    with pytest.raises(QuanyiError, match="is missing"):
        small.open()


def test_another_owner_cannot_continue_a_ledger(small: Any, tmp_path: Path, at: Any) -> None:
    stranger = Ed25519PrivateKey.generate()
    chain = HeadChain(private_key(small.keys, small.verify().keys[0]).public_key().public_bytes_raw())
    heads = small.open().heads
    for head in heads:
        chain.accept(head.line())
    forged = sealed_head(chain, [b"{}"], at, stranger)
    copy = tmp_path / "copy"
    shutil.copytree(small.folder, copy)
    with (copy / "heads.jsonl").open("ab") as file:
        file.write(forged.line() + b"\n")
    with (copy / "events-000000000005.jsonl").open("ab") as file:
        file.write(b"{}\n")
    assert [problem.en for problem in verify_ledger(copy, small.trusted).problems] == [
        "head 6 is not signed by the key in force"
    ]
