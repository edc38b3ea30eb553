"""Where the last tuples go that found no class of their own in local recoding."""

from collections.abc import Sequence

import numpy as np

from privacy.anonymization.distinct import Flags, group, mixed_radix, sums
from privacy.anonymization.hierarchy import Codes
from privacy.anonymization.ladder import Ladder
from privacy.anonymization.population import Population


def joined(population: Population, ladders: Sequence[Ladder], levels: Codes, settled: Flags) -> Codes | None:
    """The levels after all tuples that are not settled have joined one class, the one this costs least.

    The class and the tuples that join it are raised to the lowest levels at which they look alike. At least
    one tuple must be settled and one not. Returns None where no class can look like all that join.
    """
    groups = [
        np.stack(ladder.hierarchy.groups)[levels[settled, column], population.codes[column][settled]]
        for column, ladder in enumerate(ladders)
    ]
    keys = [
        levels[settled, column] * ladder.size(0) + groups[column] for column, ladder in enumerate(ladders)
    ]
    classes = group(*mixed_radix(keys, [ladder.levels * ladder.size(0) for ladder in ladders]))
    rows = sums(population.rows[settled], classes)
    joining = int(population.rows[~settled].sum())
    raised = np.empty((len(classes), len(ladders)), np.int64)
    cost = np.zeros(len(classes))
    for column, ladder in enumerate(ladders):
        leaf = population.codes[column][settled][classes.first]
        before = levels[settled, column][classes.first]
        raised[:, column] = _meeting(ladder, leaf, before, np.unique(population.codes[column][~settled]))
        losses = np.stack(ladder.hierarchy.losses)
        after = losses[raised[:, column], leaf]
        cost += rows * (after - losses[before, leaf]) + joining * after
    cost[(raised < 0).any(axis=1)] = np.inf
    chosen = int(np.argmin(cost))
    if cost[chosen] == np.inf:
        return None
    result = levels.copy()
    result[~settled] = raised[chosen]
    members = np.flatnonzero(settled)[classes.of == chosen]
    result[members] = raised[chosen]
    return result


def _meeting(ladder: Ladder, leaf: Codes, level: Codes, joining: Codes) -> Codes:
    """Per class the lowest level, its own or above, at which its leaf looks like all that join; -1: none."""
    found = np.full(len(leaf), -1, np.int64)
    for candidate in range(ladder.levels):
        of_leaf = ladder.hierarchy.groups[candidate]
        alike = of_leaf[joining] == of_leaf[joining[0]]
        meets = (found < 0) & (candidate >= level) & alike.all() & (of_leaf[leaf] == of_leaf[joining[0]])
        found[meets] = candidate
    return found
