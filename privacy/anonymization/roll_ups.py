"""Populations at any node, each made from the smallest one at hand that is finer."""

from collections.abc import Sequence

import numpy as np

from privacy.anonymization.ladder import Ladder
from privacy.anonymization.population import Population

# What is kept together holds at most so many tuples beyond the population itself.
KEPT_TUPLES = 8_000_000
# One that has hardly fewer tuples than its source saves nothing.
WORTH_KEEPING = 0.8


class RollUps:
    def __init__(self, population: Population, ladders: Sequence[Ladder]) -> None:
        self._ladders = ladders
        self._kept = [population]
        self._levels = np.array([population.levels])
        self._sizes = np.array([len(population)])

    def at(self, levels: Sequence[int]) -> Population:
        """The population whose tuples are the classes at these levels."""
        finer = np.flatnonzero((self._levels <= np.asarray(levels)).all(axis=1))
        source = self._kept[finer[np.argmin(self._sizes[finer])]]
        if source.levels == tuple(levels):
            return source
        found = source.rolled_up(levels, self._ladders)
        room = KEPT_TUPLES - (self._sizes.sum() - self._sizes[0])
        if len(found) <= min(WORTH_KEEPING * len(source), room):
            self._kept.append(found)
            self._levels = np.vstack([self._levels, found.levels])
            self._sizes = np.append(self._sizes, len(found))
        return found
