"""Proof files, made from a ledger; `verify_offline.proof` says what is in them and checks them."""

from bisect import bisect_right
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from policy.errors import UsageError
from policy.text import Text
from privacy.evidence.errors import damaged
from privacy.evidence.paths import consistency_path, inclusion_path
from privacy.evidence.verify_offline.chain import segment_name
from privacy.evidence.verify_offline.head import Head, batch_leaf
from privacy.evidence.verify_offline.merkle import leaf_hash, merkle_root
from privacy.evidence.verify_offline.messages import Broken
from privacy.evidence.verify_offline.proof import PROOF_FORMAT

Proof = dict[str, Any]


def inclusion_proof(folder: Path, heads: Sequence[Head], index: int) -> Proof:
    """That event `index` (from 0) is in the ledger which the last head signs.

    Raises:
        UsageError: there is no such event.
        LedgerError: its batch was changed, so nothing can be proven.
    """
    total = heads[-1].total if heads else 0
    if not 0 <= index < total:
        raise UsageError(
            Text(zh=f"没有第 {index} 条事件", en=f"There is no event {index}"),
            Text(
                zh=f"账本有 {total} 条事件，从 0 开始编号。",
                en=f"The ledger holds {total} events, numbered from 0.",
            ),
        )
    head = heads[bisect_right(heads, index, key=lambda item: item.total)]
    lines = _batch_lines(folder, head)
    leaves = [leaf_hash(line) for line in lines]
    position = index - head.before
    return {
        "format": PROOF_FORMAT,
        "kind": "inclusion",
        "index": index,
        "event": lines[position].decode(),
        "batch": {
            "sequence": head.sequence,
            "before": head.before,
            "size": head.size,
            "path": _hex(inclusion_path(position, leaves)),
        },
        "path": _hex(inclusion_path(head.sequence - 1, _tree_leaves(heads))),
        "head": vars(heads[-1]),
        "rotations": _rotations(heads),
    }


def consistency_proof(heads: Sequence[Head], old_sequence: int, new_sequence: int) -> Proof:
    """That head `new_sequence` only added to what head `old_sequence` had sealed.

    Raises:
        UsageError: there are no such heads in this order.
    """
    if not 1 <= old_sequence <= new_sequence <= len(heads):
        raise UsageError(
            Text(
                zh=f"没有封存记录 {old_sequence} 到 {new_sequence}",
                en=f"No heads {old_sequence} to {new_sequence}",
            ),
            Text(
                zh=f"账本有 {len(heads)} 条封存记录，从 1 开始编号，旧的在前。",
                en=f"The ledger holds {len(heads)} heads, numbered from 1; give the older one first.",
            ),
        )
    newer = heads[:new_sequence]
    return {
        "format": PROOF_FORMAT,
        "kind": "consistency",
        "old": vars(heads[old_sequence - 1]),
        "new": vars(newer[-1]),
        "path": _hex(consistency_path(old_sequence, _tree_leaves(newer))),
        "rotations": _rotations(newer),
    }


def _batch_lines(folder: Path, head: Head) -> list[bytes]:
    with (folder / segment_name(head.segment)).open("rb") as file:
        file.seek(head.offset)
        lines = file.read(head.length).split(b"\n")[:-1]
    if merkle_root([leaf_hash(line) for line in lines]).hex() != head.batch_root:
        raise damaged(Broken("events", number=head.sequence, first=head.before, size=head.size))
    return lines


def _tree_leaves(heads: Sequence[Head]) -> list[bytes]:
    return [batch_leaf(head.before, head.size, bytes.fromhex(head.batch_root)) for head in heads]


def _rotations(heads: Sequence[Head]) -> list[dict[str, Any]]:
    return [vars(head) for head in heads if head.next_key is not None]


def _hex(hashes: Sequence[bytes]) -> list[str]:
    return [item.hex() for item in hashes]
