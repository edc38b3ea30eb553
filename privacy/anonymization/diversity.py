"""Distinct l-diversity over subjects (Machanavajjhala et al. 2007).

A class is l-diverse when l different values can be found with l different people. Where each person has
one value that is the number of distinct values. Where a person has several rows it is less: five values
of one person do not hide the single value that all others share. In general it is the largest matching
between people and values.
"""

from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from privacy.anonymization.distinct import distinct_per_group
from privacy.anonymization.hierarchy import Codes


@dataclass(frozen=True)
class SensitiveColumn:
    """Distinct combinations of group (tuple or class), subject and value code; three arrays of one length."""

    group: Codes
    subject: Codes
    value: Codes
    values: int
    one_value_each: bool

    @staticmethod
    def of(group: Codes, subject: Codes, value: Codes) -> "SensitiveColumn":
        order = np.lexsort((value, subject, group))
        stacked = np.stack([group, subject, value])[:, order]
        new = np.ones(len(order), bool)
        new[1:] = (stacked[:, 1:] != stacked[:, :-1]).any(axis=0)
        group, subject, value = stacked[:, new]
        by_subject = np.lexsort((value, subject))
        same = subject[by_subject][1:] == subject[by_subject][:-1]
        other = value[by_subject][1:] != value[by_subject][:-1]
        return SensitiveColumn(
            group, subject, value, int(value.max(initial=-1)) + 1, one_value_each=not (same & other).any()
        )


def diverse_classes(
    column: SensitiveColumn, class_of_entry: Codes, classes: int, least: int
) -> npt.NDArray[np.bool_]:
    """Which classes are `least`-diverse; `class_of_entry` runs along the column's entries."""
    return class_diversity(column, class_of_entry, classes, least) >= least


def class_diversity(column: SensitiveColumn, class_of_entry: Codes, classes: int, least: int) -> Codes:
    """A lower bound of the diversity per class, which is `least` or more exactly where the class has that."""
    distinct = distinct_per_group(class_of_entry, column.value, classes, column.values)
    if column.one_value_each:
        return distinct
    # One value a person, the smallest, is a matching, if not the largest; it settles most classes.
    order = np.lexsort((column.value, column.subject, class_of_entry))
    where, who = class_of_entry[order], column.subject[order]
    first = np.ones(len(order), bool)
    first[1:] = (where[1:] != where[:-1]) | (who[1:] != who[:-1])
    found = distinct_per_group(where[first], column.value[order][first], classes, column.values)
    for undecided in np.flatnonzero((found < least) & (distinct >= least)):
        mine = class_of_entry == undecided
        found[undecided] = matching(column.subject[mine], column.value[mine], least)
    return found


def matching(subjects: Codes, values: Codes, enough: int) -> int:
    """Size of the largest matching between people and values, or `enough` if that is reached.

    Kuhn's augmenting paths from the values' side; a person is matched to one value at most.
    """
    people_of: dict[int, list[int]] = defaultdict(list)
    for subject, value in zip(subjects.tolist(), values.tolist(), strict=True):
        people_of[value].append(subject)
    value_of: dict[int, int] = {}

    def augment(value: int, tried: set[int]) -> bool:
        for subject in people_of[value]:
            if subject in tried:
                continue
            tried.add(subject)
            if subject not in value_of or augment(value_of[subject], tried):
                value_of[subject] = value
                return True
        return False

    size = 0
    for value in people_of:
        size += augment(value, set())
        if size == enough:
            break
    return size
