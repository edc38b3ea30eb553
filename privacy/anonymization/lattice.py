"""Nodes of the generalisation lattice: a level per quasi-identifier, and what each choice costs at least."""

from collections.abc import Mapping, Sequence
from itertools import combinations, product

import numpy as np
import numpy.typing as npt

from policy.errors import PolicyError
from policy.text import Text
from privacy.anonymization.distinct import Flags
from privacy.anonymization.hierarchy import Codes
from privacy.anonymization.ladder import Ladder
from privacy.anonymization.population import Population
from privacy.anonymization.projection import projected
from privacy.anonymization.roll_ups import RollUps

MOST_NODES = 1_000_000
# Three columns are looked at only where they have few tuples; above, it costs more than it can save.
MOST_TUPLES_OF_THREE = 300_000


def all_nodes(ladders: Sequence[Ladder]) -> Codes:
    """Every combination of levels, shape (nodes, Q).

    Raises:
        PolicyError: more than a million combinations.
    """
    heights = [ladder.levels for ladder in ladders]
    if np.prod(heights, dtype=float) > MOST_NODES:
        raise PolicyError(
            Text(
                zh="anonymization.yaml：准标识符的层级组合超过一百万种",
                en="anonymization.yaml: the quasi-identifiers have over a million combinations of levels",
            ),
            Text(zh="请减少准标识符或层级。", en="Use fewer quasi-identifiers or levels."),
        )
    return np.indices(heights).reshape(len(heights), -1).T


def least_losses(nodes: Codes, population: Population, ladders: Sequence[Ladder]) -> npt.NDArray[np.float64]:
    """Per node the loss if nothing were suppressed; a suppressed row costs 1, so the true loss is no less."""
    total = population.rows.sum()
    bound = np.zeros(len(nodes))
    for column, ladder in enumerate(ladders):
        rows = np.bincount(population.codes[column], weights=population.rows, minlength=ladder.size(0))
        by_level = [
            (rows * ladder.losses(level)[ladder.step(0, level)]).sum() / total
            for level in range(ladder.levels)
        ]
        bound += np.array(by_level)[nodes[:, column]]
    return bound / len(ladders)


def loss_of(classes: Population, kept: Flags, ladders: Sequence[Ladder]) -> float:
    """Mean penalty over rows and columns at the population's levels, a suppressed row counting 1."""
    penalty = np.zeros(len(classes))
    for codes, level, ladder in zip(classes.codes, classes.levels, ladders, strict=True):
        penalty += ladder.losses(level)[codes]
    lost = (classes.rows * penalty)[kept].sum() / len(ladders) + classes.rows[~kept].sum()
    return float(lost / classes.rows.sum())


def possible_nodes(
    nodes: Codes, population: Population, ladders: Sequence[Ladder], k: int, most_suppressed: float
) -> Flags:
    """False for nodes that cannot stay within the suppression limit, seen on one to three columns alone.

    A class of all columns lies within a class of a few; where those with under k people already hold too
    many rows, so do the classes of every node that is no coarser on these columns.
    """
    possible = np.ones(len(nodes), bool)
    sizes: dict[tuple[int, ...], int] = {}
    for count in (1, 2, 3):
        for columns in combinations(range(len(ladders)), count):
            if count == 3 and _at_most(columns, sizes, ladders) > MOST_TUPLES_OF_THREE:
                continue
            few = projected(population, columns, ladders)
            sizes[columns] = len(few)
            refused = _refused(few, [ladders[column] for column in columns], k, most_suppressed)
            possible &= ~refused[tuple(nodes[:, column] for column in columns)]
    return possible


def _at_most(
    columns: tuple[int, ...], sizes: Mapping[tuple[int, ...], int], ladders: Sequence[Ladder]
) -> int:
    """How many tuples three columns have at most, each pair of them having so many."""
    return min(
        sizes[tuple(other for other in columns if other != column)] * ladders[column].size(0)
        for column in columns
    )


def _refused(few: Population, ladders: Sequence[Ladder], k: int, most_suppressed: float) -> Flags:
    """Per combination of levels of the few columns whether it must suppress too much; fine ones first."""
    heights = [ladder.levels for ladder in ladders]
    refused = np.zeros(heights, bool)
    allowed = np.zeros(heights, bool)
    tables = RollUps(few, ladders)
    for node in sorted(product(*map(range, heights)), key=sum):
        if allowed[node]:
            continue
        table = tables.at(node)
        if table.rows[table.settled < k].sum() > most_suppressed:
            refused[node] = True
        else:
            allowed[tuple(slice(level, None) for level in node)] = True
    return refused
