"""How likely an attacker points at the right person in a release (El Emam 2013), from its classes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from privacy.anonymization.distinct import Flags, group, mixed_radix
from privacy.anonymization.hierarchy import Codes, Hierarchy
from privacy.anonymization.ladder import ladders_of
from privacy.anonymization.population import Population
from privacy.anonymization.published import label_classes
from privacy.anonymization.solution import LocalSolution, Solution, levels_of_tuples


@dataclass(frozen=True)
class Risks:
    """Probabilities, 0 to 1.

    Attributes:
        prosecutor: of naming the person, in the worst class, by someone who knows that the person is in it.
        journalist: the same by someone who does not: the person may be any whom the labels of the class fit.
        marketer: expected share of all people in the release that are named when everyone is tried.
    """

    prosecutor: float
    journalist: float
    marketer: float


def risk(people: Codes, covering: Codes | None = None) -> Risks:
    """Risks of a release.

    Args:
        people: distinct subjects per class, shape (classes,); none gives no risk.
        covering: per class, people of the input whom its labels fit, published in it or not.
    """
    if not len(people):
        return Risks(0.0, 0.0, 0.0)
    fitting = people if covering is None else covering
    return Risks(
        prosecutor=float(1 / people.min()),
        journalist=float(1 / fitting.min()),
        marketer=float((people / fitting).sum() / people.sum()),
    )


def published_classes(
    population: Population, hierarchies: Sequence[Hierarchy], solution: Solution | LocalSolution
) -> tuple[Codes, Codes]:
    """People per published class, and people of the whole population whom its labels fit; one order."""
    levels = levels_of_tuples(solution)[solution.kept]
    part = population.restricted(solution.kept)
    classes = label_classes(part, hierarchies, levels)
    people = part.counted(classes).people()
    covering = np.zeros(len(classes), np.int64)
    np.maximum.at(covering, classes.of, _covering(population, hierarchies, solution.kept, levels))
    return people, covering


def _covering(population: Population, hierarchies: Sequence[Hierarchy], kept: Flags, levels: Codes) -> Codes:
    """Per tuple kept, the people of the population who look like it at its levels."""
    ladders = ladders_of(hierarchies)
    heights = [ladder.levels for ladder in ladders]
    nodes = group(*mixed_radix(list(levels.T), heights))
    found = np.zeros(len(levels), np.int64)
    for number, node in enumerate(levels[nodes.first].tolist()):
        classes = population.classes_at(node, ladders)
        mine = nodes.of == number
        found[mine] = population.counted(classes).people()[classes.of[kept][mine]]
    return found
