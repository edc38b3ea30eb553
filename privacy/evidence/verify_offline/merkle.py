"""Merkle trees as RFC 9162 (2.1) defines them: roots, and checking the two kinds of proof."""

from collections.abc import Sequence
from hashlib import sha256

EMPTY_ROOT = sha256().digest()


def leaf_hash(data: bytes) -> bytes:
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def merkle_root(hashes: Sequence[bytes]) -> bytes:
    """The root over leaf hashes. A level's odd last node moves up unchanged, which gives RFC 9162's tree."""
    while len(hashes) > 1:
        pairs = zip(hashes[::2], hashes[1::2], strict=False)
        paired = [sha256(b"\x01" + left + right).digest() for left, right in pairs]
        hashes = paired + list(hashes[2 * len(paired) :])
    return hashes[0] if hashes else EMPTY_ROOT


class Frontier:
    """A tree that grows to the right, kept as the roots of its perfect subtrees: log2(n) hashes."""

    def __init__(self) -> None:
        self._peaks: list[tuple[int, bytes]] = []

    def push(self, root: bytes, size: int = 1) -> None:
        """Add a subtree of `size` leaves, never larger than the one before it."""
        while self._peaks and self._peaks[-1][0] == size:
            root, size = node_hash(self._peaks.pop()[1], root), 2 * size
        self._peaks.append((size, root))

    def copy(self) -> "Frontier":
        twin = Frontier()
        twin._peaks = list(self._peaks)
        return twin

    def root(self) -> bytes:
        if not self._peaks:
            return EMPTY_ROOT
        root = self._peaks[-1][1]
        for _, peak in reversed(self._peaks[:-1]):
            root = node_hash(peak, root)
        return root


def root_of_inclusion(index: int, size: int, leaf: bytes, path: Sequence[bytes]) -> bytes | None:
    """The root that `path` leads to from leaf `index` of `size`; None when the path has another length.

    RFC 9162, 2.1.3.2.
    """
    if not 0 <= index < size:
        return None
    position, last, root = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            return None
        if position & 1 or position == last:
            root = node_hash(sibling, root)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            root = node_hash(root, sibling)
        position, last = position >> 1, last >> 1
    return root if last == 0 else None


def consistency_holds(
    old_size: int, new_size: int, old_root: bytes, new_root: bytes, path: Sequence[bytes]
) -> bool:
    """Whether the tree of `old_size` leaves is the beginning of the one of `new_size`. RFC 9162, 2.1.4.2."""
    if not 0 < old_size <= new_size:
        return False
    if old_size == new_size:
        return not path and old_root == new_root
    if old_size & (old_size - 1) == 0:
        path = [old_root, *path]
    if not path:
        return False
    position, last = old_size - 1, new_size - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = path[0]
    for sibling in path[1:]:
        if last == 0:
            return False
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while position and not position & 1:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    return last == 0 and old == old_root and new == new_root
