import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.anonymization.distinct import distinct_per_group, group, mixed_radix, sums

KEYS = st.lists(st.integers(0, 30), min_size=1, max_size=40)


# Counted in a dense table; sorted with their positions; sorted by themselves.
@pytest.mark.parametrize("spread", [1, 10**9 + 7, 2**56])
@given(keys=KEYS)
def test_positions_are_grouped_by_equal_key(spread: int, keys: list[int]) -> None:
    found = group(np.array(keys) * spread, 31 * spread)
    distinct = sorted(set(keys))
    assert [keys[first] for first in found.first] == distinct
    assert [distinct[number] for number in found.of] == keys
    assert sums(np.ones(len(keys), np.int64), found).tolist() == [keys.count(key) for key in distinct]


@pytest.mark.parametrize("members", [31, 10**6])
@given(keys=KEYS)
def test_members_are_counted_once_a_group(members: int, keys: list[int]) -> None:
    groups = np.arange(len(keys)) % 3
    found = distinct_per_group(groups, np.array(keys), 3, members)
    assert found.tolist() == [len(set(keys[number::3])) for number in range(3)]


def test_keys_stay_apart_beyond_64_bits() -> None:
    sizes = [2**31, 2**31, 2**31]
    columns = [np.array([0, 1, 0, 2**31 - 1]), np.array([0, 0, 1, 2**31 - 1]), np.array([5, 5, 5, 5])]
    key, bound = mixed_radix(columns, sizes)
    assert len(set(key.tolist())) == 4 and key.min() >= 0 and key.max() < bound


def test_keys_leave_the_columns_they_are_made_of_as_they_were() -> None:
    column = np.array([1, 2])
    mixed_radix([column, np.array([3, 4])], [5, 5])
    assert column.tolist() == [1, 2]
