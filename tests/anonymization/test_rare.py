import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from privacy.anonymization.rare import mask_rare


def people(values: list[object], subjects: list[int]) -> dict[object, int]:
    return {value: len({s for v, s in zip(values, subjects, strict=True) if v == value}) for value in values}


@settings(deadline=None)
@given(
    rows=st.lists(st.tuples(st.sampled_from("abcd*"), st.integers(0, 8)), min_size=1, max_size=40),
    k=st.integers(2, 4),
)
def test_every_value_shown_is_shared_or_everything_is_masked(rows: list[tuple[str, int]], k: int) -> None:
    values, subjects = [value for value, _ in rows], [subject for _, subject in rows]
    masked, count = mask_rare(pa.array(values), np.array(subjects), k)
    shown = masked.to_pylist()
    assert all(here in (before, "*") for here, before in zip(shown, values, strict=True))
    assert count == sum(here != before for here, before in zip(shown, values, strict=True))
    assert set(shown) == {"*"} or min(people(shown, subjects).values()) >= k


def test_what_enough_people_share_stays() -> None:
    values, subjects = [1, 1, 2, 2, 3, 3], np.arange(6)
    assert mask_rare(pa.array(values), subjects, 2) == (pa.array(values), 0)
    one_person_twice = np.array([0, 0, 1, 2, 3, 4])
    # The rare 1 alone would be one person, so the next least common value goes with it.
    assert mask_rare(pa.array(values), one_person_twice, 2)[0].to_pylist() in (
        [None, None, None, None, 3, 3],
        [None, None, 2, 2, None, None],
    )
