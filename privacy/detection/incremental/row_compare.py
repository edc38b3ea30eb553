"""Compares the rows that are remembered with those that are there, by their hashes, a slice at a time."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from privacy.detection.incremental.marked_table import MarkedTable
from privacy.detection.incremental.row_memory import RowMemory
from privacy.detection.incremental.row_segment import RowHashes

# Rows whose hashes are held in memory at once: 48 MB.
ROWS_A_SLICE = 4_000_000
_MARK_HASHES = 1 << 32


@dataclass(frozen=True)
class Comparison:
    source: MarkedTable
    rows: RowMemory

    def remove_what_is_gone(self, rows_there: int) -> np.ndarray:
        """Forget rows that are there no longer, or with another mark; the keys that have to be read."""
        slices = rows_there // ROWS_A_SLICE + 1
        bounds = [_MARK_HASHES * number // slices for number in range(slices + 1)]
        return np.concatenate([self._slice(first, end - 1) for first, end in pairwise(bounds)])

    def _slice(self, first: int, last: int) -> np.ndarray:
        there = self.source.hashes(first, last)
        times = np.zeros(len(there), dtype=np.int64)

        def gone(known: RowHashes) -> np.ndarray:
            found = np.searchsorted(there.keys, known.keys)
            is_there = found < len(there)
            found[~is_there] = 0
            if len(there):
                is_there &= (there.keys[found] == known.keys) & (there.marks[found] == known.marks)
            np.add.at(times, found[is_there], 1)
            return np.flatnonzero((known.marks >= first) & (known.marks <= last) & ~is_there)

        self.rows.remove(gone)
        # Read twice by a reading in full that a write overtook: which of the two is right is not known.
        twice = there.keys[times > 1]
        if len(twice):
            self.rows.remove(lambda known: positions_of(known.keys, twice))
        return there.keys[times != 1]


def positions_of(keys: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """Where in `keys` one of `wanted` is; both ascend."""
    found = np.searchsorted(keys, wanted)
    found[found == len(keys)] = 0
    return np.unique(found[keys[found] == wanted])
