"""The quasi-identifiers as they are published."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from privacy.anonymization.distinct import Flags
from privacy.anonymization.hierarchy import Codes, Hierarchy
from privacy.anonymization.population import Population
from privacy.anonymization.published import label_codes
from privacy.anonymization.solution import LocalSolution, Solution, levels_of_tuples


def kept_rows(population: Population, solution: Solution | LocalSolution) -> Flags:
    """Per input row whether it is published, shape (N,)."""
    kept: Flags = solution.kept[population.tuple_of_row]
    return kept


def recoded(
    population: Population, hierarchies: Sequence[Hierarchy], solution: Solution | LocalSolution
) -> tuple[pa.DictionaryArray, ...]:
    """Per column the labels of the rows kept, in row order; null is a missing value at level 0."""
    tuple_of_row = population.tuple_of_row
    if not solution.kept.all():
        tuple_of_row = tuple_of_row[kept_rows(population, solution)]
    levels = levels_of_tuples(solution)
    return tuple(
        _labels(*label_codes(hierarchy, codes, levels[:, column]), solution.kept, tuple_of_row)
        for column, (hierarchy, codes) in enumerate(zip(hierarchies, population.codes, strict=True))
    )


def _labels(
    codes: Codes, texts: Sequence[str | None], kept: Flags, tuple_of_row: Codes
) -> pa.DictionaryArray:
    """The text of each row's code; no text that no row has stays in the dictionary."""
    used = np.bincount(codes[kept], minlength=len(texts)) > 0
    mask = None
    if None in texts:
        missing = texts.index(None)
        used[missing] = False
        mask = (codes == missing)[tuple_of_row]
    number = np.where(used, np.cumsum(used) - 1, 0).astype(np.int32)
    dictionary = pa.array([text for text, wanted in zip(texts, used, strict=True) if wanted], pa.string())
    return pa.DictionaryArray.from_arrays(pa.array(number[codes][tuple_of_row], mask=mask), dictionary)
