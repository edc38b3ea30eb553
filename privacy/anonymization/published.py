"""The classes of a release as its readers see them: rows whose labels are the same texts."""

from collections.abc import Sequence

import numpy as np

from privacy.anonymization.distinct import Groups, group, mixed_radix
from privacy.anonymization.hierarchy import Codes, Hierarchy
from privacy.anonymization.population import Population


def label_codes(hierarchy: Hierarchy, leaves: Codes, levels: Codes) -> tuple[Codes, list[str | None]]:
    """Code and text of each leaf's label at its own level; equal texts of two levels have one code."""
    texts: dict[str | None, int] = {}
    found = np.zeros(len(leaves), np.int64)
    for level in np.flatnonzero(np.bincount(levels, minlength=hierarchy.levels)):
        code_of_group = np.array(
            [texts.setdefault(label, len(texts)) for label in hierarchy.labels[level]], np.int64
        )
        mine = levels == level
        found[mine] = code_of_group[hierarchy.groups[level][leaves[mine]]]
    return found, list(texts)


def label_classes(population: Population, hierarchies: Sequence[Hierarchy], levels: Codes) -> Groups:
    """Which leaf tuples read alike when published at their levels, shape (U, Q)."""
    labels = [
        label_codes(hierarchy, codes, levels[:, column])
        for column, (hierarchy, codes) in enumerate(zip(hierarchies, population.codes, strict=True))
    ]
    return group(*mixed_radix([codes for codes, _ in labels], [len(texts) for _, texts in labels]))
