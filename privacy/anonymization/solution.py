"""What the searches find: the levels at which each tuple is published, and what that costs."""

from dataclasses import dataclass

import numpy as np

from privacy.anonymization.distinct import Flags
from privacy.anonymization.hierarchy import Codes


@dataclass(frozen=True)
class Solution:
    """One level per column for all rows.

    Attributes:
        levels: per column, in order.
        loss: mean normalised certainty penalty over rows and columns, a suppressed row counting 1.
        kept: per distinct tuple, False where its rows are suppressed, shape (U,).
        suppressed: number of rows left out.
    """

    levels: tuple[int, ...]
    loss: float
    kept: Flags
    suppressed: int


@dataclass(frozen=True)
class LocalSolution:
    """Levels of their own for each distinct tuple.

    Attributes:
        levels: per tuple and column, shape (U, Q); of no meaning where the tuple is suppressed.
        loss, kept, suppressed: as in `Solution`.
    """

    levels: Codes
    loss: float
    kept: Flags
    suppressed: int


def levels_of_tuples(solution: Solution | LocalSolution) -> Codes:
    """The level per tuple and column, shape (U, Q), whichever kind of solution it is."""
    levels = np.asarray(solution.levels, np.int64)
    return np.broadcast_to(levels, (len(solution.kept), levels.shape[-1]))
