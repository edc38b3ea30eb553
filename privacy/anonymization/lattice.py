"""Nodes of the generalisation lattice: a level per quasi-identifier, and what each choice costs at least."""

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from policy.errors import PolicyError
from policy.text import Text
from privacy.anonymization.hierarchy import Codes, Hierarchy
from privacy.anonymization.population import Flags, Population, mixed_radix

MOST_NODES = 1_000_000
# A subset of columns is looked at only where a table of all its leaf combinations stays small.
MOST_CELLS = 2_000_000


def all_nodes(hierarchies: Sequence[Hierarchy]) -> Codes:
    """Every combination of levels, shape (nodes, Q).

    Raises:
        PolicyError: more than a million combinations.
    """
    heights = [hierarchy.levels for hierarchy in hierarchies]
    if np.prod(heights, dtype=float) > MOST_NODES:
        raise PolicyError(
            Text(
                zh="anonymization.yaml：准标识符的层级组合超过一百万种",
                en="anonymization.yaml: the quasi-identifiers have over a million combinations of levels",
            ),
            Text(zh="请减少准标识符或层级。", en="Use fewer quasi-identifiers or levels."),
        )
    return np.indices(heights).reshape(len(heights), -1).T


def least_losses(
    nodes: Codes, population: Population, hierarchies: Sequence[Hierarchy]
) -> npt.NDArray[np.float64]:
    """Per node the loss if nothing were suppressed; a suppressed row costs 1, so the true loss is no less."""
    total = population.rows.sum()
    bound = np.zeros(len(nodes))
    for column, hierarchy in enumerate(hierarchies):
        rows_of_leaf = np.bincount(
            population.tuples[:, column], weights=population.rows, minlength=len(hierarchy.groups[0])
        )
        by_level = np.array([(rows_of_leaf * losses).sum() / total for losses in hierarchy.losses])
        bound += by_level[nodes[:, column]]
    return bound / len(hierarchies)


def possible_nodes(
    nodes: Codes, population: Population, hierarchies: Sequence[Hierarchy], k: int, most_suppressed: float
) -> Flags:
    """False for nodes that cannot stay within the suppression limit, seen on one to three columns alone.

    A class of all columns lies within a class of a few; where those with under k rows already hold too
    many rows, so do the classes of every node that is no coarser on these columns.
    """
    possible = np.ones(len(nodes), bool)
    for count in (1, 2, 3):
        for columns in combinations(range(len(hierarchies)), count):
            chosen = [hierarchies[column] for column in columns]
            sizes = [hierarchy.size(0) for hierarchy in chosen]
            if np.prod(sizes, dtype=float) <= MOST_CELLS:
                refused = _refused(population, columns, chosen, sizes, k, most_suppressed)
                possible &= ~refused[tuple(nodes[:, column] for column in columns)]
    return possible


def _refused(
    population: Population,
    columns: Sequence[int],
    hierarchies: Sequence[Hierarchy],
    sizes: Sequence[int],
    k: int,
    most_suppressed: float,
) -> Flags:
    """Per combination of levels of the few columns whether it must suppress too much; coarse ones first."""
    key, _ = mixed_radix([population.tuples[:, column] for column in columns], sizes)
    leaves, first, inverse = np.unique(key, return_index=True, return_inverse=True)
    rows = np.bincount(inverse, weights=population.rows, minlength=len(leaves))
    tuples = population.tuples[first][:, list(columns)]
    refused = np.zeros([hierarchy.levels for hierarchy in hierarchies], bool)
    for node in sorted(
        product(*(range(hierarchy.levels) for hierarchy in hierarchies)), key=sum, reverse=True
    ):
        if refused[node]:
            continue
        groups = [
            hierarchy.groups[level][tuples[:, place]]
            for place, (hierarchy, level) in enumerate(zip(hierarchies, node, strict=True))
        ]
        key, bound = mixed_radix(groups, [h.size(level) for h, level in zip(hierarchies, node, strict=True)])
        classes = np.bincount(key, weights=rows, minlength=bound)
        if classes[classes < k].sum() > most_suppressed:
            refused[tuple(slice(0, level + 1) for level in node)] = True
    return refused
