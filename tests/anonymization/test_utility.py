import math

import numpy as np
import pytest

from privacy.anonymization.hierarchy import hierarchy_of
from privacy.anonymization.population import population_of
from privacy.anonymization.solution import LocalSolution, Solution
from privacy.anonymization.utility import utility

LETTERS = hierarchy_of([("a", "ab", "*"), ("b", "ab", "*"), ("c", "c", "*")])
ROWS = population_of([np.array([0, 0, 0, 1, 2, 2, 2, 2])], None, {}, [3])  # a 3, b 1, c 4
KEEP = np.ones(3, bool)
# Bits to tell each row's letter when nothing is known.
EVERYTHING = 3 * math.log2(8 / 3) + math.log2(8) + 4 * math.log2(2)


def test_nothing_is_lost_at_level_zero_and_everything_at_the_top() -> None:
    kept = utility(ROWS, [LETTERS], Solution((0,), 0.0, KEEP, 0))
    assert (kept.discernibility, kept.non_uniform_entropy) == (9 + 1 + 16, 0.0)
    gone = utility(ROWS, [LETTERS], Solution((2,), 1.0, KEEP, 0))
    assert (gone.discernibility, gone.non_uniform_entropy) == (64, pytest.approx(1.0))


def test_a_rare_value_loses_more_than_a_common_one_of_its_group() -> None:
    found = utility(ROWS, [LETTERS], Solution((1,), 0.25, KEEP, 0))
    lost = 3 * math.log2(4 / 3) + math.log2(4)
    assert found.non_uniform_entropy == pytest.approx(lost / EVERYTHING)
    assert (found.ncp, found.discernibility) == (0.25, 16 + 16)


def test_a_row_left_out_counts_as_lost_altogether() -> None:
    found = utility(ROWS, [LETTERS], Solution((0,), 1 / 8, np.array([True, False, True]), 1))
    assert found.discernibility == 9 + 16 + 8
    assert found.non_uniform_entropy == pytest.approx(math.log2(8) / EVERYTHING)


def test_each_tuple_has_its_own_levels_in_local_recoding() -> None:
    levels = np.array([[1], [1], [0]])
    found = utility(ROWS, [LETTERS], LocalSolution(levels, 0.25, KEEP, 0))
    # c reads `c` at both levels.
    assert found == utility(ROWS, [LETTERS], Solution((1,), 0.25, KEEP, 0))


def test_a_column_that_tells_nothing_loses_nothing() -> None:
    same = population_of([np.zeros(4, np.int64)], None, {}, [3])
    assert utility(same, [LETTERS], Solution((2,), 1.0, np.ones(1, bool), 0)).non_uniform_entropy == 0.0
