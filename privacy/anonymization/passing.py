"""Which tuples of a population may stand as classes of a release."""

from collections.abc import Mapping

import numpy as np

from privacy.anonymization.closeness import distances
from privacy.anonymization.distinct import Flags
from privacy.anonymization.diversity import distinct_diversity, entropy_diversity
from privacy.anonymization.models import Closeness, DistinctDiversity, EntropyDiversity, Model
from privacy.anonymization.population import Population
from privacy.anonymization.sensitive import Weights

# An entropy or a distance that meets its limit exactly still does after rounding.
TOLERANCE = 1e-9


def passing(population: Population, model: Model) -> Flags:
    """Per tuple whether it meets the model when those that do are published, shape (U,).

    Closeness is judged against the tuples that pass, for they are what is published: leaving one out shifts
    the distribution, so the judgement is repeated until all that are left are close to what is left.
    """
    kept = _diverse(population, model)
    while kept.any():
        close = kept & _close(population, model, kept, {})
        if np.array_equal(close, kept):
            break
        kept = close
    return kept


def passing_within(part: Population, model: Model, whole: Mapping[str, Weights]) -> Flags:
    """Per tuple of a part of what is published whether it meets the model, shape (U,).

    Args:
        whole: per sensitive column the people per value in all that is published.
    """
    kept = _diverse(part, model)
    return kept & _close(part, model, kept, whole) if kept.any() else kept


def surely_needed(population: Population, model: Model) -> Flags:
    """Per tuple whether it meets k and distinct l: what no class loses by being merged with others."""
    kept: Flags = population.people() >= model.k
    for name, requirement in model.sensitive.items():
        if isinstance(requirement, DistinctDiversity):
            column = population.sensitive[name]
            kept &= distinct_diversity(column, len(population), requirement.l) >= requirement.l
    return kept


def _diverse(population: Population, model: Model) -> Flags:
    kept = surely_needed(population, model)
    for name, requirement in model.sensitive.items():
        if isinstance(requirement, EntropyDiversity):
            spread = entropy_diversity(population.sensitive[name], len(population))
            kept &= spread >= requirement.l - TOLERANCE
    return kept


def _close(population: Population, model: Model, kept: Flags, whole: Mapping[str, Weights]) -> Flags:
    close = np.ones(len(kept), bool)
    for name, requirement in model.sensitive.items():
        if isinstance(requirement, Closeness):
            found = distances(
                population.sensitive[name], kept, ordered=requirement.ordered, whole=whole.get(name)
            )
            close &= found <= requirement.t + TOLERANCE
    return close
