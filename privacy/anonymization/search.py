"""The best full-domain generalisation: one level per column for all rows, found exactly.

Nodes are tried in the order of the least they can lose; the search ends when no untried node can be better
than the best found (best-first branch and bound). No node that could win is left out.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from privacy.anonymization.hierarchy import Hierarchy
from privacy.anonymization.lattice import all_nodes, least_losses, possible_nodes
from privacy.anonymization.population import Flags, Population, mixed_radix


@dataclass(frozen=True)
class Solution:
    """Attributes:
    levels: per column, in order.
    loss: mean normalised certainty penalty over rows and columns, a suppressed row counting 1.
    kept: per distinct tuple, False where its rows are suppressed.
    suppressed: number of rows left out.
    """

    levels: tuple[int, ...]
    loss: float
    kept: Flags
    suppressed: int


def best_generalisation(
    population: Population, hierarchies: Sequence[Hierarchy], *, k: int, suppression_limit: float
) -> Solution | None:
    """The node of least loss whose classes all pass once at most `suppression_limit` of the rows is left out.

    Returns None when no node does. Of equal losses the first in lattice order wins, so results repeat.
    """
    rows = population.rows
    total = int(rows.sum())
    # A hair above, so that a limit of 5 % of 100 rows is five rows in floating point too.
    most_suppressed = suppression_limit * total + 1e-9
    nodes = all_nodes(hierarchies)
    bounds = least_losses(nodes, population, hierarchies)
    possible = possible_nodes(nodes, population, hierarchies, k, most_suppressed)
    best: Solution | None = None
    for index in np.argsort(bounds, kind="stable"):
        if best is not None and bounds[index] >= best.loss:
            break
        if not possible[index]:
            continue
        levels = tuple(int(level) for level in nodes[index])
        kept = _kept(population, hierarchies, levels, k)
        suppressed = int(rows[~kept].sum())
        if suppressed > most_suppressed or suppressed == total:
            continue
        loss = sum(
            h.losses[level][population.tuples[kept, column]]
            for column, (h, level) in enumerate(zip(hierarchies, levels, strict=True))
        )
        mean = float((rows[kept] * loss).sum() / len(hierarchies) + suppressed) / total
        if best is None or mean < best.loss:
            best = Solution(levels, mean, kept, suppressed)
    return best


def _kept(population: Population, hierarchies: Sequence[Hierarchy], levels: Sequence[int], k: int) -> Flags:
    """Per distinct tuple whether its class at this node passes."""
    groups = [
        hierarchy.groups[level][population.tuples[:, column]]
        for column, (hierarchy, level) in enumerate(zip(hierarchies, levels, strict=True))
    ]
    key, bound = mixed_radix(groups, [h.size(level) for h, level in zip(hierarchies, levels, strict=True)])
    if bound > 8 * len(key) + 1_000_000:
        distinct, inverse = np.unique(key, return_inverse=True)
        key, bound = inverse.astype(np.int64), len(distinct)
    return population.passing(key, bound, k)[key]
