"""What a release still tells, by three measures that do not agree on what matters."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from privacy.anonymization.distinct import sums
from privacy.anonymization.hierarchy import Hierarchy
from privacy.anonymization.population import Population
from privacy.anonymization.published import label_classes
from privacy.anonymization.solution import LocalSolution, Solution, levels_of_tuples


@dataclass(frozen=True)
class Utility:
    """Attributes:
    ncp: normalised certainty penalty (Xu et al. 2006), 0 (nothing lost) to 1.
    discernibility: rows each row cannot be told from, summed over rows; a suppressed row cannot be told from
        any (Bayardo and Agrawal 2005).
    non_uniform_entropy: share of the information in the values that generalisation took (de Waal and
        Willenborg 1999): 0 (nothing) to 1. A value common in its group loses less than a rare one.
    """

    ncp: float
    discernibility: int
    non_uniform_entropy: float


def utility(
    population: Population, hierarchies: Sequence[Hierarchy], solution: Solution | LocalSolution
) -> Utility:
    """Utility of a solution, suppressed rows counting as generalised to the top."""
    levels, kept, total = levels_of_tuples(solution), solution.kept, int(population.rows.sum())
    part = population.restricted(kept)
    sizes = sums(part.rows, label_classes(part, hierarchies, levels[kept])) if kept.any() else part.rows
    lost = everything = 0.0
    for column, (hierarchy, leaves) in enumerate(zip(hierarchies, population.codes, strict=True)):
        rows_of_leaf = np.bincount(leaves, weights=population.rows, minlength=hierarchy.size(0))
        alike = np.stack([np.bincount(of, weights=rows_of_leaf)[of] for of in hierarchy.groups])
        in_group = np.where(kept, alike[levels[:, column], leaves], total)
        lost += float((population.rows * np.log2(in_group / rows_of_leaf[leaves])).sum())
        everything += float((population.rows * np.log2(total / rows_of_leaf[leaves])).sum())
    return Utility(
        ncp=solution.loss,
        discernibility=int((sizes**2).sum()) + solution.suppressed * total,
        non_uniform_entropy=lost / everything if everything else 0.0,
    )
