import numpy as np

from privacy.anonymization.hierarchy import hierarchy_of
from privacy.anonymization.population import population_of
from privacy.anonymization.recoding import kept_rows, recoded
from privacy.anonymization.solution import LocalSolution, Solution

CITY = hierarchy_of([("a", "ab", "*"), ("b", "ab", "*"), (None, "unknown", "*")])
ROWS = population_of([np.array([2, 0, 1, 0])], None, {}, [3])
ALL = np.ones(3, bool)


def test_rows_keep_their_order_and_a_missing_value_stays_missing_at_level_zero() -> None:
    (column,) = recoded(ROWS, [CITY], Solution((0,), 0.0, ALL, 0))
    assert column.to_pylist() == [None, "a", "b", "a"]
    (column,) = recoded(ROWS, [CITY], Solution((1,), 0.0, ALL, 0))
    assert column.to_pylist() == ["unknown", "ab", "ab", "ab"]


def test_rows_left_out_leave_no_label_behind() -> None:
    solution = Solution((0,), 0.25, np.array([True, False, True]), 1)
    (column,) = recoded(ROWS, [CITY], solution)
    assert kept_rows(ROWS, solution).tolist() == [True, True, False, True]
    assert column.to_pylist() == [None, "a", "a"]


def test_the_dictionary_names_no_value_that_is_not_published() -> None:
    levels = np.array([[0], [1], [2]])
    (column,) = recoded(ROWS, [CITY], LocalSolution(levels, 0.0, ALL, 0))
    assert column.to_pylist() == ["*", "a", "ab", "a"]
    assert set(column.dictionary.to_pylist()) == {"a", "ab", "*"}
    left_out = LocalSolution(levels, 0.0, np.array([True, False, True]), 1)
    (column,) = recoded(ROWS, [CITY], left_out)
    assert set(column.dictionary.to_pylist()) == {"a", "*"}
