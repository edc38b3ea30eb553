import numpy as np

from privacy.anonymization.hierarchy import hierarchy_of
from privacy.anonymization.joining import joined
from privacy.anonymization.ladder import ladders_of
from privacy.anonymization.population import population_of

LETTERS = hierarchy_of([("a", "ab", "*"), ("b", "ab", "*"), ("c", "cd", "*"), ("d", "cd", "*")])


def test_the_class_and_those_that_join_meet_at_their_lowest_common_levels() -> None:
    population = population_of([np.array([0, 0, 1, 3])], None, {}, [4])
    levels = np.array([[0], [0], [0]])
    settled = np.array([True, False, True])
    found = joined(population, ladders_of([LETTERS]), levels, settled)
    # b meets a at `ab`, which raises two rows and itself; d stays.
    assert found is not None and found.tolist() == [[1], [1], [0]]


def test_no_class_is_found_where_no_level_is_common() -> None:
    apart = hierarchy_of([("a", "x"), ("b", "y")])
    population = population_of([np.array([0, 1])], None, {}, [2])
    settled = np.array([True, False])
    assert joined(population, ladders_of([apart]), np.zeros((2, 1), np.int64), settled) is None
