"""Distinct integer keys and the groups they form: counted in a dense table where one is small, else sorted.

Sorting plain integers is several times faster than sorting their positions, and both beat hashing when most
keys differ. So where key and position fit into 64 bits together, they are sorted as one number.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from privacy.anonymization.hierarchy import Codes

Flags = npt.NDArray[np.bool_]
Weights = npt.NDArray[np.float64]
# Up to so many cells beyond a few per key, counting in a dense table beats sorting.
DENSE_CELLS = 50_000
DENSE_CELLS_PER_KEY = 4


@dataclass(frozen=True)
class Groups:
    """Positions 0 … N − 1 by equal key, groups in ascending order of key.

    Attributes:
        of: group per position, shape (N,).
        first: a position of each group, shape (groups,).
    """

    of: Codes
    first: Codes

    def __len__(self) -> int:
        return len(self.first)


def group(keys: Codes, bound: int) -> Groups:
    """Group positions by key; all keys lie from 0 to below `bound`."""
    if dense(bound, len(keys)):
        first_of_cell = np.full(bound, -1, np.int64)
        first_of_cell[keys] = np.arange(len(keys))
        cells = np.flatnonzero(first_of_cell >= 0)
        number_of_cell = np.zeros(bound, np.int64)
        number_of_cell[cells] = np.arange(len(cells))
        return Groups(number_of_cell[keys], first_of_cell[cells])
    order, starts = runs(keys, bound)
    of = np.empty(len(keys), np.int64)
    of[order] = np.repeat(np.arange(len(starts)), np.diff(starts, append=len(keys)))
    return Groups(of, order[starts])


def counted(keys: Codes, bound: int, weights: Weights | Codes | None = None) -> tuple[Codes, Weights]:
    """Each key once, ascending, and the sum of its weights, or how often it occurs."""
    if dense(bound, len(keys)):
        present = np.bincount(keys, minlength=bound) > 0
        found = np.bincount(keys, weights=weights, minlength=bound)[present]
        return np.flatnonzero(present), found.astype(np.float64)
    if weights is None:
        ordered = np.sort(keys)
        starts = np.flatnonzero(_starts(ordered))
        return ordered[starts], np.diff(starts, append=len(keys)).astype(np.float64)
    order, starts = runs(keys, bound)
    sums_of_runs = np.add.reduceat(weights[order], starts) if len(keys) else np.zeros(0)
    return keys[order[starts]], sums_of_runs.astype(np.float64)


def dense(cells: float, keys: int) -> bool:
    """Whether a table of so many cells is better than sorting so many keys."""
    return cells <= DENSE_CELLS + DENSE_CELLS_PER_KEY * keys


def sums(weights: Codes, groups: Groups) -> Codes:
    """Sum of the weights in each group; exact below 2**53."""
    return np.bincount(groups.of, weights=weights, minlength=len(groups)).astype(np.int64)


def sorted_distinct(keys: Codes) -> Codes:
    """Each key once, ascending."""
    ordered = np.sort(keys)
    return ordered[_starts(ordered)]


def distinct_per_group(group: Codes, member: Codes, groups: int, members: int) -> Codes:
    """Number of distinct members in each group; `members` is a bound above all member codes."""
    keys = group * members + member
    if dense(groups * members, len(keys)):
        present = np.zeros(groups * members, bool)
        present[keys] = True
        return present.reshape(groups, members).sum(axis=1, dtype=np.int64)
    return np.bincount(sorted_distinct(keys) // members, minlength=groups).astype(np.int64)


def mixed_radix(columns: Sequence[Codes], sizes: Sequence[int]) -> tuple[Codes, int]:
    """One key per row for the combination of its codes, and a bound above all keys.

    Keys are made dense on the way where the product of the sizes would leave 62 bits.
    """
    key = np.zeros(len(columns[0]), np.int64)
    bound = 1
    for codes, size in zip(columns, sizes, strict=True):
        if size <= 1:
            continue
        if bound * size > 2**62:
            groups = group(key, bound)
            key, bound = groups.of, len(groups)
        if bound > 1:
            key *= size
        key += codes
        bound *= size
    return key, bound


def digits(keys: Codes, sizes: Sequence[int]) -> tuple[Codes, ...]:
    """The codes that `mixed_radix` made the keys of, where the product of the sizes is within 62 bits."""
    codes: list[Codes] = []
    for size in reversed(sizes):
        higher = keys // size
        # Cheaper than a remainder, which numpy computes one by one.
        codes.append(keys - higher * size)
        keys = higher
    return tuple(reversed(codes))


def runs(keys: Codes, bound: int) -> tuple[Codes, Codes]:
    """Positions in order of their keys, equal keys as they come, and where each run of equal keys starts."""
    shift = len(keys).bit_length()
    if bound < 2 ** (62 - shift):
        packed = (keys << shift) | np.arange(len(keys))
        packed.sort()
        order = packed & ((1 << shift) - 1)
        packed >>= shift
        return order, np.flatnonzero(_starts(packed))
    order = np.argsort(keys, kind="stable")
    return order, np.flatnonzero(_starts(keys[order]))


def _starts(ordered: Codes) -> Flags:
    new = np.ones(len(ordered), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    return new
