"""Proof files stand alone: they hold for what is in the ledger and for nothing else."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest
from pymerkle import InmemoryTree

from policy.errors import UsageError
from privacy.evidence.errors import LedgerError
from privacy.evidence.keys import trusted_key
from privacy.evidence.verify_offline.messages import Broken
from privacy.evidence.verify_offline.proof import verify_proof


def holds(proof: Any, place: Any) -> bool:
    try:
        # As a file would be read back.
        verify_proof(json.loads(json.dumps(proof)), trusted_key(place.trusted))
    except Broken:
        return False
    return True


def test_every_event_of_batches_of_every_size_is_proven(new_place: Any, events: Any, at: Any) -> None:
    ledger = new_place.open()
    sizes = [1, 2, 3, 5, 8, 13, 21, 17]
    for size in sizes:
        ledger.append(events(size, ledger.size), at)
    for index in range(sum(sizes)):
        proof = ledger.inclusion_proof(index)
        assert json.loads(proof["event"])["number"] == index
        assert holds(proof, new_place), index


def test_the_signed_roots_are_those_of_pymerkle(small: Any, events: Any) -> None:
    tree = InmemoryTree(algorithm="sha256")
    all_lines = [
        line.rstrip(b"\n") for path in sorted(small.folder.glob("events-*")) for line in path.open("rb")
    ]
    for head in small.open().heads:
        batch = InmemoryTree(algorithm="sha256")
        for line in all_lines[head.before : head.total]:
            batch.append_entry(line)
        assert batch.get_root().hex() == head.batch_root
        tree.append_entry(head.before.to_bytes(8, "big") + head.size.to_bytes(8, "big") + batch.get_root())
        assert tree.get_root().hex() == head.tree_root


def test_every_pair_of_heads_is_proven_consistent_across_a_rotation(small: Any) -> None:
    ledger = small.open()
    for old in range(1, 6):
        for new in range(old, 6):
            proof = ledger.consistency_proof(old, new)
            assert holds(proof, small), (old, new)
            assert (proof["old"]["sequence"], proof["new"]["sequence"]) == (old, new)


def test_a_proof_holds_for_its_event_index_and_heads_only(small: Any) -> None:
    ledger = small.open()
    changes: list[Callable[[Any], object]] = [
        lambda proof: proof.update(event=proof["event"].replace("pass", "fail")),
        lambda proof: proof.update(index=proof["index"] + 1),
        lambda proof: proof.update(index=True),
        lambda proof: proof["batch"].update(before=proof["batch"]["before"] - 1),
        lambda proof: proof["batch"].update(before=-1),
        lambda proof: proof["batch"].update(size=proof["batch"]["size"] + 1),
        lambda proof: proof["batch"].update(sequence=proof["batch"]["sequence"] - 1),
        lambda proof: proof["path"].pop(),
        lambda proof: proof["path"].append("00" * 32),
        lambda proof: proof["path"].__setitem__(0, "00" * 32),
        lambda proof: proof["path"].__setitem__(0, "00" * 31),
        lambda proof: proof["batch"]["path"].reverse(),
        lambda proof: proof["head"].update(tree_root="00" * 32),
        lambda proof: proof["head"].update(at="2020-01-01T00:00:00"),
        lambda proof: proof["head"].update(extra=1),
        lambda proof: proof["rotations"].clear(),
        lambda proof: proof["rotations"][0].update(next_key="00" * 32),
        lambda proof: proof["rotations"][0].update(at="\ud800"),
        lambda proof: proof.update(kind="other"),
        lambda proof: proof.update(format="other"),
        lambda proof: proof.pop("head"),
    ]
    original = ledger.inclusion_proof(8)
    assert holds(original, small)
    for number, change in enumerate(changes):
        proof = copy.deepcopy(original)
        change(proof)
        assert not holds(proof, small), number
    for malformed in ([], None, 1, "x", {}, {"format": "quanyi-ledger-proof/1"}):
        assert not holds(malformed, small)


def test_a_rewritten_past_is_not_consistent(small: Any) -> None:
    ledger = small.open()
    proof = ledger.consistency_proof(2, 5)
    for other in (ledger.heads[0], ledger.heads[3]):
        assert not holds({**proof, "old": vars(other)}, small)
        assert not holds({**proof, "new": vars(other)}, small)
    assert not holds({**proof, "path": proof["path"][1:]}, small)
    assert not holds({**proof, "path": []}, small)


def test_what_is_not_there_cannot_be_asked_for(small: Any) -> None:
    ledger = small.open()
    for index in (-1, 10):
        with pytest.raises(UsageError, match="holds 10 events"):
            ledger.inclusion_proof(index)
    for pair in ((0, 3), (3, 2), (1, 6)):
        with pytest.raises(UsageError, match="holds 5 heads"):
            ledger.consistency_proof(*pair)


def test_nothing_is_proven_of_a_changed_batch(small: Any) -> None:
    ledger = small.open()
    segment = small.folder / "events-000000000000.jsonl"
    segment.write_bytes(segment.read_bytes().replace(b"pass", b"fail", 1))
    with pytest.raises(LedgerError, match="batch 1"):
        ledger.inclusion_proof(2)
    assert holds(ledger.inclusion_proof(3), small)
