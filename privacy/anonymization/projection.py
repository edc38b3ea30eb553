"""A population seen on a few of its columns."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from privacy.anonymization.distinct import dense, digits, mixed_radix
from privacy.anonymization.ladder import Ladder
from privacy.anonymization.population import Population


def projected(population: Population, columns: Sequence[int], ladders: Sequence[Ladder]) -> Population:
    """Rows, and an upper bound of the people, per distinct tuple of some of the columns; nobody roams.

    Someone who roams counts in each tuple, so these may be too many people, never too few.
    """
    crowd = population.crowd()
    counts = replace(
        population,
        codes=tuple(population.codes[column] for column in columns),
        levels=tuple(population.levels[column] for column in columns),
        settled=crowd,
        roaming_tuple=crowd[:0],
        roaming_subject=crowd[:0],
        sensitive={},
        tuple_of_row=crowd[:0],
    )
    chosen = [ladders[column] for column in columns]
    sizes = [ladder.size(level) for ladder, level in zip(chosen, counts.levels, strict=True)]
    if not dense(np.prod(sizes, dtype=float), len(population)):
        return counts.rolled_up(counts.levels, chosen)
    # Every combination has a cell, so that no tuple needs to be told its class.
    key, cells = mixed_radix(counts.codes, sizes)
    rows = np.bincount(key, weights=population.rows, minlength=cells)
    present = np.flatnonzero(rows)
    rows = rows[present].astype(np.int64)
    people = rows
    if crowd is not population.rows:
        people = np.bincount(key, weights=crowd, minlength=cells)[present].astype(np.int64)
    return replace(counts, codes=digits(present, sizes), rows=rows, settled=people)
