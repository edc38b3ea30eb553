from datetime import date

import pyarrow as pa
import pytest

from privacy.anonymization.sensitive import sensitive_codes


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (pa.array([30, 10, None, 20, 10]), ([2, 0, 3, 1, 0], True)),
        (pa.array([0.5, -1.0]), ([1, 0], True)),
        (pa.array([date(2020, 1, 2), date(2019, 1, 2)]), ([1, 0], True)),
        (pa.array([30, 10, 30]).dictionary_encode(), ([1, 0, 1], True)),
        (pa.array(["z", "a", None, "z"]), ([0, 1, 2, 0], False)),
        (pa.chunked_array([["z"], ["a", "z"]]), ([0, 1, 0], False)),
        (pa.DictionaryArray.from_arrays(pa.array([1, 0, 2], pa.int8()), ["b", "a", "b"]), ([1, 0, 0], False)),
    ],
)  # fmt: skip
def test_codes_follow_the_order_of_values_where_they_have_one(values, expected) -> None:
    codes, ordered = sensitive_codes(values)
    assert (codes.tolist(), ordered) == expected
