"""The best full-domain generalisation: one level per column for all rows, found exactly.

Nodes are tried in the order of the least they can lose; the search ends when no untried node can be better
than the best found (best-first branch and bound). No node that could win is left out.
"""

from collections.abc import Sequence

import numpy as np

from privacy.anonymization.hierarchy import Hierarchy
from privacy.anonymization.ladder import ladders_of
from privacy.anonymization.lattice import all_nodes, least_losses, loss_of, possible_nodes
from privacy.anonymization.models import Model
from privacy.anonymization.passing import passing, surely_needed
from privacy.anonymization.population import Population
from privacy.anonymization.roll_ups import RollUps
from privacy.anonymization.solution import Solution


def solve_global(
    population: Population, hierarchies: Sequence[Hierarchy], model: Model, suppression_limit: float
) -> Solution | None:
    """The node of least loss whose classes all pass once at most `suppression_limit` of the rows is left out.

    Returns None when no node does. Of equal losses the first in lattice order wins, so results repeat.
    """
    ladders = ladders_of(hierarchies)
    total = int(population.rows.sum())
    most_suppressed = allowance(total, suppression_limit)
    nodes = all_nodes(ladders)
    bounds = least_losses(nodes, population, ladders)
    possible = possible_nodes(nodes, population, ladders, model.k, most_suppressed)
    roll_ups = RollUps(population, ladders)
    best: tuple[float, tuple[int, ...]] | None = None
    for index in np.argsort(bounds, kind="stable"):
        if best is not None and bounds[index] >= best[0]:
            break
        if not possible[index]:
            continue
        levels = tuple(int(level) for level in nodes[index])
        classes = roll_ups.at(levels)
        if classes.rows[~surely_needed(classes, model)].sum() > most_suppressed:
            possible &= (nodes > nodes[index]).any(axis=1)
            continue
        kept = passing(classes, model)
        suppressed = int(classes.rows[~kept].sum())
        if suppressed > most_suppressed or suppressed == total:
            continue
        mean = loss_of(classes, kept, ladders)
        if best is None or mean < best[0]:
            best = mean, levels
    if best is None:
        return None
    loss, levels = best
    classes = population.rolled_up(levels, ladders)
    of_tuple = population.classes_at(levels, ladders).of
    kept = passing(classes, model)[of_tuple]
    return Solution(levels, loss, kept, int(population.rows[~kept].sum()))


def allowance(rows: int, suppression_limit: float) -> float:
    """How many rows may be left out; a hair more, so that 5 % of 100 rows is five in floating point too."""
    return suppression_limit * rows + 1e-9
