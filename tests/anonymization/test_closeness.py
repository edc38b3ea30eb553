import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from privacy.anonymization.closeness import distances, people_per_value
from privacy.anonymization.sensitive import SensitiveColumn

ENTRIES = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 5), st.integers(0, 6)), min_size=1, max_size=20
)
SALARIES = np.array([3, 4, 5, 6, 11, 8, 7, 9, 10])  # thousands; Li et al. 2007, table 3


def plain(entries: set[tuple[int, int, int]], tuples: list[int], ordered: bool) -> dict[int, float]:
    """Distance per tuple from full tables of shares."""

    def shares(of: list[tuple[int, int]]) -> dict[int, float]:
        people = {person for person, _ in of}
        found = dict.fromkeys(range(7), 0.0)
        for person, value in of:
            found[value] += 1 / sum(other == person for other, _ in of) / len(people)
        return found

    inside = [entry for entry in entries if entry[0] in tuples]
    whole = shares(list({(person, value) for _, person, value in inside}))
    values = [value for value in range(7) if whole[value] > 0]
    result = {}
    for number in {entry[0] for entry in inside}:
        mine = shares([(person, value) for of, person, value in inside if of == number])
        gaps = [mine[value] - whole[value] for value in values]
        if ordered:
            result[number] = float(np.abs(np.cumsum(gaps)).sum() / max(1, len(values) - 1))
        else:
            result[number] = sum(map(abs, gaps)) / 2
    return result


@given(entries=ENTRIES, ordered=st.booleans(), left_out=st.integers(0, 3))
def test_distances_equal_those_from_full_tables(entries, ordered, left_out) -> None:
    tuples, subjects, values = (np.array(side) for side in zip(*entries, strict=True))
    present = np.unique(tuples)
    number = np.searchsorted(present, tuples)
    kept = present != left_out
    column = SensitiveColumn.of(number, subjects, values)
    if not kept.any():
        return
    found = distances(column, kept, ordered=ordered)
    expected = plain(set(entries), present[kept].tolist(), ordered)
    for place, tuple_number in enumerate(present.tolist()):
        assert found[place] == pytest.approx(expected.get(tuple_number, 0.0), abs=1e-12)


@pytest.mark.parametrize(
    ("salaries", "expected"),
    [([3, 4, 5], 0.375), ([6, 11, 8], 0.167)],
)
def test_the_example_of_the_paper(salaries: list[int], expected: float) -> None:
    rank = np.searchsorted(np.sort(SALARIES), SALARIES)
    mine = np.isin(SALARIES, salaries)
    column = SensitiveColumn.of((~mine).astype(np.int64), None, rank)
    assert distances(column, np.ones(2, bool), ordered=True)[0] == pytest.approx(expected, abs=5e-4)


def test_another_whole_can_be_compared_with() -> None:
    whole = people_per_value(SensitiveColumn.of(np.zeros(4, np.int64), None, np.array([0, 0, 1, 1])))
    part = SensitiveColumn.of(np.zeros(3, np.int64), None, np.array([0, 0, 0]))
    assert distances(part, np.ones(1, bool), ordered=False, whole=whole).tolist() == [0.5]
    assert distances(part, np.ones(1, bool), ordered=False).tolist() == [0.0]
