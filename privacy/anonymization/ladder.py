"""Steps between the levels of a hierarchy, made once per pair of levels and shared by every grouping."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from privacy.anonymization.hierarchy import Codes, Hierarchy


@dataclass(frozen=True)
class Ladder:
    """A hierarchy seen from its groups instead of its leaves."""

    hierarchy: Hierarchy
    _steps: dict[tuple[int, int], Codes] = field(default_factory=dict)
    _losses: dict[int, npt.NDArray[np.float64]] = field(default_factory=dict)

    @property
    def levels(self) -> int:
        return self.hierarchy.levels

    def size(self, level: int) -> int:
        """Number of groups at a level."""
        return self.hierarchy.size(level)

    def step(self, fine: int, coarse: int) -> Codes:
        """Group at the fine level -> the group at the coarse level that holds it."""
        if (fine, coarse) not in self._steps:
            step = np.zeros(self.size(fine), np.int64)
            step[self.hierarchy.groups[fine]] = self.hierarchy.groups[coarse]
            self._steps[fine, coarse] = step
        return self._steps[fine, coarse]

    def losses(self, level: int) -> npt.NDArray[np.float64]:
        """Normalised certainty penalty of each group at a level."""
        if level not in self._losses:
            losses = np.zeros(self.size(level))
            losses[self.hierarchy.groups[level]] = self.hierarchy.losses[level]
            self._losses[level] = losses
        return self._losses[level]


def ladders_of(hierarchies: Sequence[Hierarchy]) -> tuple[Ladder, ...]:
    return tuple(Ladder(hierarchy) for hierarchy in hierarchies)
