"""l-diversity over subjects (Machanavajjhala et al. 2007), per tuple of a sensitive column.

*Distinct*: l different values can be found with l different people. Where each person has one value that is
the number of distinct values. Where a person has several rows it is less: five values of one person do not
hide the single value that all others share. In general it is the largest matching between people and values.

*Entropy*: exp(−Σ p ln p) over the shares p of the values among the people.
"""

from collections import defaultdict

import numpy as np

from privacy.anonymization.distinct import distinct_per_group
from privacy.anonymization.hierarchy import Codes
from privacy.anonymization.sensitive import SensitiveColumn, Weights


def distinct_diversity(column: SensitiveColumn, tuples: int, least: int) -> Codes:
    """A lower bound of the diversity per tuple, which is `least` or more exactly where the tuple has that.

    Shape (tuples,).
    """
    # A person with one value is best matched to it, so what settled people have is found.
    found = np.bincount(column.tuples, minlength=tuples)
    if not len(column.other_subject):
        return found
    pairs = column.tuples * column.values + column.value
    known = np.isin(column.other_tuples * column.values + column.other_value, pairs)
    where, who, what = column.other_tuples[~known], column.other_subject[~known], column.other_value[~known]
    distinct = found + distinct_per_group(where, what, tuples, column.values)
    # One value a person, the smallest, is a matching, if not the largest; it settles most tuples.
    order = np.lexsort((what, who, where))
    where, who, what = where[order], who[order], what[order]
    first = np.ones(len(order), bool)
    first[1:] = (where[1:] != where[:-1]) | (who[1:] != who[:-1])
    greedy = found + distinct_per_group(where[first], what[first], tuples, column.values)
    for undecided in np.flatnonzero((greedy < least) & (distinct >= least)):
        mine = slice(*np.searchsorted(where, [undecided, undecided + 1]))
        greedy[undecided] = found[undecided] + matching(who[mine], what[mine], least - int(found[undecided]))
    return greedy


def entropy_diversity(column: SensitiveColumn, tuples: int) -> Weights:
    """exp(entropy) per tuple, 1 where all people share one value; shape (tuples,)."""
    where, _, people = column.spread()
    total = np.bincount(where, weights=people, minlength=tuples)
    share = people / total[where]
    entropy: Weights = np.exp(np.bincount(where, weights=-share * np.log(share), minlength=tuples))
    return entropy


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
