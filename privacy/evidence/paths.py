"""The hashes that make up a proof, from all leaves of a tree. RFC 9162, 2.1.3.1 and 2.1.4.1."""

from collections.abc import Sequence

from privacy.evidence.verify_offline.merkle import merkle_root


def inclusion_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The siblings on the way from leaf `index` to the root, lowest first."""
    if len(leaves) == 1:
        return []
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if index < split:
        return [*inclusion_path(index, left), merkle_root(right)]
    return [*inclusion_path(index - split, right), merkle_root(left)]


def consistency_path(old_size: int, leaves: Sequence[bytes]) -> list[bytes]:
    """The hashes that show the tree of the first `old_size` leaves to be the beginning of this one."""
    return _subproof(old_size, leaves, whole=True)


def _subproof(old_size: int, leaves: Sequence[bytes], whole: bool) -> list[bytes]:
    """`whole`: the old tree's root is the root of these leaves, which the reader knows already."""
    if old_size == len(leaves):
        return [] if whole else [merkle_root(leaves)]
    split = _split(len(leaves))
    left, right = leaves[:split], leaves[split:]
    if old_size <= split:
        return [*_subproof(old_size, left, whole), merkle_root(right)]
    return [*_subproof(old_size - split, right, whole=False), merkle_root(left)]


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)
