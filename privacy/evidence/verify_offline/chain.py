"""The chain of heads: each is checked against all before it."""

import json
from hashlib import sha256

from .head import NO_HEAD, Head, batch_leaf
from .merkle import Frontier
from .messages import Broken
from .public_keys import key_id


def segment_name(events_before: int) -> str:
    return f"events-{events_before:012d}.jsonl"


class HeadChain:
    """What the heads accepted so far vouch for.

    Attributes:
        key: the public key that must sign the next head.
        keys: every public key so far by id, the trusted first one first.
        sequence, total, hash: of the last head.
        segment, offset: where the last batch ends.
        lengths: sealed bytes by segment file name.
    """

    def __init__(self, first_key: bytes) -> None:
        self.key = first_key
        self.keys = {key_id(first_key): first_key}
        self.sequence = 0
        self.total = 0
        self.hash = NO_HEAD
        self.segment = 0
        self.offset = 0
        self.lengths: dict[str, int] = {}
        self._tree = Frontier()

    def accept(self, line: bytes) -> Head:
        """Take the next head's line (without its newline).

        Raises:
            Broken: it is malformed, wrongly signed, or does not follow; the chain is then of no further use.
        """
        number = self.sequence + 1
        try:
            head = Head.of(json.loads(line))
            # The same values can be written in several ways; only one is accepted, so every byte counts.
            if head.line() != line:
                raise Broken("head_form", number=number)
        except (ValueError, TypeError, RecursionError):
            raise Broken("head_form", number=number) from None
        if not head.signed_by(self.key):
            raise Broken("head_signature", number=number)
        if not self._follows(head):
            raise Broken("head_chain", number=number)
        self._tree.push(batch_leaf(head.before, head.size, bytes.fromhex(head.batch_root)))
        if self._tree.root().hex() != head.tree_root:
            raise Broken("head_chain", number=number)
        self.sequence, self.total, self.hash = head.sequence, head.total, sha256(line).hexdigest()
        self.segment, self.offset = head.segment, head.offset + head.length
        if head.next_key is None:
            self.lengths[segment_name(self.segment)] = self.offset
        else:
            self.key = bytes.fromhex(head.next_key)
            self.keys[key_id(self.key)] = self.key
        return head

    def tree_root_with(self, leaf: bytes) -> bytes:
        """The tree root that the next head must state when its batch has this leaf."""
        tree = self._tree.copy()
        tree.push(leaf)
        return tree.root()

    def _follows(self, head: Head) -> bool:
        place = (head.segment, head.offset)
        return (
            (head.sequence, head.previous, head.before) == (self.sequence + 1, self.hash, self.total)
            and place in ((self.segment, self.offset), (self.total, 0))
            and (head.size == 0) == (head.length == 0) == (head.next_key is not None)
        )
