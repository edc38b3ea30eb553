"""Distinct keys, by sorting: several times faster on integer keys than `numpy.unique`, which hashes first."""

import numpy as np

from privacy.anonymization.hierarchy import Codes

# Up to so many cells beyond a few per key, counting in a dense table beats sorting.
DENSE_CELLS = 1_000_000


def sorted_distinct(keys: Codes) -> Codes:
    """Each key once, ascending."""
    ordered = np.sort(keys)
    new = np.ones(len(ordered), bool)
    new[1:] = ordered[1:] != ordered[:-1]
    return ordered[new]


def distinct_per_group(group: Codes, member: Codes, groups: int, members: int) -> Codes:
    """Number of distinct members in each group; `members` is a bound above all member codes."""
    keys = group * members + member
    if groups * members <= 8 * len(keys) + DENSE_CELLS:
        present = np.zeros(groups * members, bool)
        present[keys] = True
        return present.reshape(groups, members).sum(axis=1, dtype=np.int64)
    return np.bincount(sorted_distinct(keys) // members, minlength=groups).astype(np.int64)
