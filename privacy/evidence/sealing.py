"""A batch turned into its signed head."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from privacy.evidence.verify_offline.chain import HeadChain
from privacy.evidence.verify_offline.head import Head, batch_leaf
from privacy.evidence.verify_offline.merkle import leaf_hash, merkle_root
from privacy.evidence.verify_offline.public_keys import key_id

# A segment is closed once it has reached this size; auditors copy files, and 64 MiB copy well.
SEGMENT_BYTES = 64 << 20


def sealed_head(
    chain: HeadChain,
    lines: Sequence[bytes],
    at: datetime,
    private: Ed25519PrivateKey,
    next_key: bytes | None = None,
) -> Head:
    """The head that seals `lines` after all that `chain` holds; with `next_key` and no lines, a rotation."""
    segment, offset = chain.segment, chain.offset
    if offset >= SEGMENT_BYTES:
        segment, offset = chain.total, 0
    root = merkle_root([leaf_hash(line) for line in lines])
    leaf = batch_leaf(chain.total, len(lines), root)
    unsigned = Head(
        sequence=chain.sequence + 1,
        at=at.isoformat(),
        size=len(lines),
        total=chain.total + len(lines),
        segment=segment,
        offset=offset,
        length=sum(map(len, lines)) + len(lines),
        batch_root=root.hex(),
        tree_root=chain.tree_root_with(leaf).hex(),
        previous=chain.hash,
        key=key_id(chain.key),
        next_key=None if next_key is None else next_key.hex(),
        signature="",
    )
    return replace(unsigned, signature=private.sign(unsigned.message()).hex())
