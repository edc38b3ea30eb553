"""A generalisation hierarchy: how each value of a column looks at every level, and what is lost by it."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

ANY = "*"
# What a value that the hierarchy cannot place becomes above level 0: never its raw text.
UNKNOWN = "unknown"
Codes = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Hierarchy:
    """Level 0 is the value itself; each level is coarser than the one before.

    Attributes:
        groups: per level, leaf code -> group code, shape (leaves,).
        labels: per level, the text of each group; None for a missing value at level 0.
        losses: per level and leaf, (leaves in its group − 1) / (leaves − 1): the normalised certainty
            penalty of Xu et al. (2006), 0 for the value itself, 1 where all values look alike.
    """

    groups: tuple[Codes, ...]
    labels: tuple[tuple[str | None, ...], ...]
    losses: tuple[npt.NDArray[np.float64], ...]

    @property
    def levels(self) -> int:
        return len(self.groups)

    def size(self, level: int) -> int:
        """Number of groups at a level."""
        return len(self.labels[level])


def hierarchy_of(rows: Sequence[Sequence[str | None]]) -> Hierarchy:
    """From one row per leaf, its label at each level.

    Raises:
        ValueError: rows of unequal length, a leaf that occurs twice, or a level that splits a group of the
            level before it; the message gives the level, no value.
    """
    if len({len(row) for row in rows}) > 1:
        raise ValueError("its rows have different numbers of levels")
    if len({row[0] for row in rows}) < len(rows):
        raise ValueError("a value occurs twice in it")
    groups: list[Codes] = []
    labels: list[tuple[str | None, ...]] = []
    losses: list[npt.NDArray[np.float64]] = []
    for level in range(len(rows[0]) if rows else 1):
        codes: dict[str | None, int] = {}
        of_leaf = np.fromiter((codes.setdefault(row[level], len(codes)) for row in rows), np.int64, len(rows))
        if level and len(np.unique(groups[-1] * len(codes) + of_leaf)) > len(labels[-1]):
            raise ValueError(f"level {level} splits a group of level {level - 1}")
        groups.append(of_leaf)
        labels.append(tuple(codes))
        losses.append((np.bincount(of_leaf, minlength=1)[of_leaf] - 1) / max(1, len(rows) - 1))
    return Hierarchy(tuple(groups), tuple(labels), tuple(losses))
