import math
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.anonymization.diversity import distinct_diversity, entropy_diversity, matching
from privacy.anonymization.sensitive import SensitiveColumn

PAIRS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=10)
CLASSES = st.lists(st.integers(0, 2), min_size=10, max_size=10)


def largest(pairs: list[tuple[int, int]]) -> int:
    """Largest set of pairs in which no person and no value occurs twice, by trying all."""
    distinct = sorted(set(pairs))
    return max(
        size
        for size in range(len(distinct) + 1)
        for chosen in combinations(distinct, size)
        if len({s for s, _ in chosen}) == size == len({v for _, v in chosen})
    )


@given(pairs=PAIRS)
def test_matching_is_the_largest(pairs: list[tuple[int, int]]) -> None:
    subjects, values = (np.array(side) for side in zip(*pairs, strict=True))
    assert matching(subjects, values, enough=99) == largest(pairs)


@given(pairs=PAIRS, classes=CLASSES, merged=st.booleans(), least=st.integers(2, 4))
def test_a_class_passes_exactly_when_its_matching_is_large_enough(pairs, classes, merged, least) -> None:
    subjects, values = (np.array(side) for side in zip(*pairs, strict=True))
    group = np.array(classes[: len(pairs)])
    column = SensitiveColumn.of(group, subjects, values)
    if merged:
        into = np.array([0, 1, 1])
        column, group = column.rolled_up(into), into[group]
    found = distinct_diversity(column, 3, least)
    for number in range(3):
        inside = [pair for pair, of in zip(pairs, group.tolist(), strict=True) if of == number]
        exact = largest(inside) if inside else 0
        assert found[number] <= exact
        assert (found[number] >= least) == (exact >= least)


def test_many_values_of_one_person_do_not_hide_the_value_all_others_share() -> None:
    # Person 0 has values 0 to 4; persons 1 to 4 all have value 0: five values, but only two can be anyone's.
    subjects = np.array([0, 0, 0, 0, 0, 1, 2, 3, 4])
    values = np.array([0, 1, 2, 3, 4, 0, 0, 0, 0])
    column = SensitiveColumn.of(np.zeros(9, np.int64), subjects, values)
    assert distinct_diversity(column, 1, 3).tolist() != [3]
    assert distinct_diversity(column, 1, 2).tolist() == [2]


def test_what_settled_people_have_counts_beside_the_largest_matching_of_the_others() -> None:
    # Person 0 has value 0 only; 1 has 1 and 2, 2 has 1: a smallest-value guess gives both of them 1.
    column = SensitiveColumn.of(np.zeros(4, np.int64), np.array([0, 1, 1, 2]), np.array([0, 1, 2, 1]))
    split = SensitiveColumn.of(
        np.array([0, 0, 0, 0, 1]), np.array([0, 1, 1, 2, 2]), np.array([0, 1, 2, 1, 1])
    )
    assert distinct_diversity(column, 1, 3).tolist() == [3]
    assert distinct_diversity(split, 2, 3).tolist() == [3, 1]


def test_entropy_is_that_of_people_not_of_rows() -> None:
    tuples = np.array([0, 0, 0, 0, 1, 1, 1])
    subjects = np.array([0, 0, 0, 1, 2, 3, 4])
    values = np.array([0, 0, 0, 1, 0, 0, 1])
    found = entropy_diversity(SensitiveColumn.of(tuples, subjects, values), 2)
    third = 1 / 3
    uneven = math.exp(-(third * math.log(third) + 2 * third * math.log(2 * third)))
    assert found.tolist() == pytest.approx([2.0, uneven])


def test_a_person_with_two_values_is_half_in_each() -> None:
    column = SensitiveColumn.of(np.zeros(3, np.int64), np.array([0, 0, 1]), np.array([0, 1, 0]))
    expected = math.exp(-(0.75 * math.log(0.75) + 0.25 * math.log(0.25)))
    assert entropy_diversity(column, 1).tolist() == pytest.approx([expected])
