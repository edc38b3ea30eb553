"""Local recoding: each tuple is generalised as far as its neighbours need, not as far as the worst needs.

The nodes of the lattice are visited from the cheapest to the dearest; at each, the classes that pass are
settled at its levels and leave, and the rest goes on. No class grows by others' leaving, so one visit a node
is enough. Those left at the end join the class that this costs least, or are left out.
"""

from collections.abc import Sequence

import numpy as np

from privacy.anonymization.closeness import people_per_value
from privacy.anonymization.distinct import Flags, sums
from privacy.anonymization.hierarchy import Codes, Hierarchy
from privacy.anonymization.joining import joined
from privacy.anonymization.ladder import Ladder, ladders_of
from privacy.anonymization.lattice import all_nodes, least_losses
from privacy.anonymization.models import Model
from privacy.anonymization.passing import passing, passing_within
from privacy.anonymization.population import Population
from privacy.anonymization.published import label_classes
from privacy.anonymization.search import allowance, solve_global
from privacy.anonymization.solution import LocalSolution, levels_of_tuples


def solve_local(
    population: Population, hierarchies: Sequence[Hierarchy], model: Model, suppression_limit: float
) -> LocalSolution | None:
    """Levels per tuple such that all published classes pass; never of more loss than the best global levels.

    Of little loss, not of the least: to find that is NP-hard. Returns None where global levels do not pass.
    """
    unrefined = solve_global(population, hierarchies, model, suppression_limit)
    if unrefined is None:
        return None
    ladders = ladders_of(hierarchies)
    levels, settled = _visited(population, ladders, model)
    candidates = [
        LocalSolution(levels_of_tuples(unrefined), unrefined.loss, unrefined.kept, unrefined.suppressed),
        _judged(population, hierarchies, levels, settled, model),
    ]
    if settled.any() and not settled.all():
        together = joined(population, ladders, levels, settled)
        if together is not None:
            candidates.append(_judged(population, hierarchies, together, np.ones_like(settled), model))
    most_suppressed = allowance(int(population.rows.sum()), suppression_limit)
    allowed = [candidate for candidate in candidates if candidate.suppressed <= most_suppressed]
    return min(allowed, key=lambda candidate: candidate.loss)


def _visited(population: Population, ladders: Sequence[Ladder], model: Model) -> tuple[Codes, Flags]:
    """Levels per tuple, and which tuples found a class."""
    whole = {name: people_per_value(column) for name, column in population.sensitive.items()}
    nodes = all_nodes(ladders)
    found = np.zeros((len(population), len(ladders)), np.int64)
    left, rest = np.arange(len(population)), population
    for index in np.argsort(least_losses(nodes, population, ladders), kind="stable"):
        levels = nodes[index].tolist()
        classes = rest.classes_at(levels, ladders)
        if sums(rest.crowd(), classes).max() < model.k:
            continue
        passes = passing_within(rest.counted(classes), model, whole)[classes.of]
        if passes.any():
            found[left[passes]] = levels
            left, rest = left[~passes], rest.restricted(~passes)
        if not len(left):
            break
    settled = np.ones(len(population), bool)
    settled[left] = False
    return found, settled


def _judged(
    population: Population, hierarchies: Sequence[Hierarchy], levels: Codes, kept: Flags, model: Model
) -> LocalSolution:
    """What remains when the classes as published, without the tuples not kept, are put to the model."""
    part = population.restricted(kept)
    classes = label_classes(part, hierarchies, levels[kept])
    passes = kept.copy()
    passes[kept] = passing(part.counted(classes), model)[classes.of]
    penalty = np.zeros(len(population))
    for column, (hierarchy, codes) in enumerate(zip(hierarchies, population.codes, strict=True)):
        penalty += np.stack(hierarchy.losses)[levels[:, column], codes]
    suppressed = int(population.rows[~passes].sum())
    lost = float((population.rows * penalty)[passes].sum() / len(hierarchies)) + suppressed
    return LocalSolution(levels, lost / int(population.rows.sum()), passes, suppressed)
