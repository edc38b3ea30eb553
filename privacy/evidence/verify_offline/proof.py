"""Proofs that stand alone: an event is in the ledger, or one state of it is the beginning of another.

    {"format": "quanyi-ledger-proof/1", "kind": "inclusion", "index": 41, "event": "<its line>",
     "batch": {"sequence": 3, "before": 40, "size": 10, "path": ["<hash>", …]}, "path": ["<hash>", …],
     "head": {…}, "rotations": [{…}, …]}
    {"format": "quanyi-ledger-proof/1", "kind": "consistency", "old": {…}, "new": {…}, "path": […],
     "rotations": [{…}, …]}

`rotations` are the heads that lead from the trusted first key to the one that signed.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from .head import Head, batch_leaf
from .merkle import consistency_holds, leaf_hash, root_of_inclusion
from .messages import Broken

PROOF_FORMAT = "quanyi-ledger-proof/1"


def verify_proof(proof: Mapping[str, Any], first_key: bytes) -> Head:
    """Check a proof of either kind; the head returned is the one it leads to.

    Raises:
        Broken: the proof is malformed, wrongly signed, or does not hold.
    """
    try:
        if proof["format"] != PROOF_FORMAT:
            raise Broken("proof_form")
        if proof["kind"] == "inclusion":
            return _inclusion(proof, first_key)
        if proof["kind"] == "consistency":
            return _consistency(proof, first_key)
    except (KeyError, TypeError, ValueError, AttributeError, OverflowError):
        pass
    raise Broken("proof_form")


def _inclusion(proof: Mapping[str, Any], first_key: bytes) -> Head:
    head = _trusted(proof["head"], proof["rotations"], first_key)
    batch = proof["batch"]
    leaf = leaf_hash(proof["event"].encode())
    position = proof["index"] - batch["before"]
    root = root_of_inclusion(position, batch["size"], leaf, _hashes(batch["path"]))
    if root is not None:
        root = root_of_inclusion(
            batch["sequence"] - 1,
            head.sequence,
            batch_leaf(batch["before"], batch["size"], root),
            _hashes(proof["path"]),
        )
    if root is None or root.hex() != head.tree_root:
        raise Broken("proof_path")
    return head


def _consistency(proof: Mapping[str, Any], first_key: bytes) -> Head:
    old = _trusted(proof["old"], proof["rotations"], first_key)
    new = _trusted(proof["new"], proof["rotations"], first_key)
    roots = bytes.fromhex(old.tree_root), bytes.fromhex(new.tree_root)
    if not consistency_holds(old.sequence, new.sequence, *roots, _hashes(proof["path"])):
        raise Broken("proof_path")
    return new


def _trusted(values: Mapping[str, Any], rotations: Sequence[Mapping[str, Any]], first_key: bytes) -> Head:
    head = Head.of(values)
    key = first_key
    for rotation in (Head.of(item) for item in rotations):
        if rotation.sequence >= head.sequence:
            break
        if rotation.next_key is None or not rotation.signed_by(key):
            raise Broken("proof_head")
        key = bytes.fromhex(rotation.next_key)
    if not head.signed_by(key):
        raise Broken("proof_head")
    return head


def _hashes(path: Sequence[str]) -> list[bytes]:
    hashes = [bytes.fromhex(item) for item in path]
    if any(len(item) != 32 for item in hashes):
        raise ValueError("path")
    return hashes
