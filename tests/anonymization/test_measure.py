import math

import numpy as np
import pyarrow as pa
import pytest

from privacy.anonymization.measure import measure
from privacy.anonymization.models import Closeness, DistinctDiversity, EntropyDiversity, Model

TABLE = pa.table(
    {
        "city": ["A", "A", "A", "A", "B", "B", "B", None, None],
        "band": ["x", "y", "x", "x", "x", "x", "x", "x", None],
        "spent": [1, 2, 2, 3, 3, 3, 3, 1, 1],
    }
)
TWO_BANDS = Model(2, {"band": DistinctDiversity(2)})


def test_the_smallest_class_counts() -> None:
    reached = measure(TABLE, None, quasi=["city"], model=TWO_BANDS)
    assert (reached.k, reached.l, reached.t) == (2, {"band": 1}, {})
    assert not reached.satisfies(TWO_BANDS)
    assert reached.satisfies(Model(2)) and not reached.satisfies(Model(3))


def test_people_are_counted_not_rows() -> None:
    one_person_twice = np.array([0, 0, 1, 2, 3, 4, 5, 6, 6])
    reached = measure(TABLE, one_person_twice, quasi=["city"], model=Model(2))
    assert reached.k == 1
    assert sorted(reached.rows.tolist()) == [2, 3, 4]
    assert sorted(reached.people.tolist()) == [1, 3, 3]
    assert measure(TABLE.slice(0, 7), one_person_twice[:7], quasi=["city"], model=Model(2)).k == 3


def test_entropy_and_closeness_are_those_of_the_worst_class() -> None:
    model = Model(2, {"band": EntropyDiversity(1.5), "spent": Closeness(0.3, ordered=True)})
    part = TABLE.slice(0, 7)
    reached = measure(part, None, quasi=["city"], model=model)
    assert reached.l == pytest.approx({"band": 1.0})
    # A has shares 1/4, 2/4, 1/4, B 0, 0, 1; all together 1/7, 2/7, 4/7.
    a = (abs(1 / 4 - 1 / 7) + abs(3 / 4 - 3 / 7)) / 2
    b = (1 / 7 + 3 / 7) / 2
    assert reached.t == pytest.approx({"spent": max(a, b)})
    assert not reached.satisfies(model)
    assert not reached.satisfies(Model(2, {"spent": Closeness(0.2, ordered=True)}))
    assert reached.satisfies(Model(2, {"spent": Closeness(max(a, b), ordered=True)}))
    only_a = measure(part.slice(0, 4), None, quasi=["city"], model=model)
    assert only_a.l["band"] == pytest.approx(math.exp(-(0.75 * math.log(0.75) + 0.25 * math.log(0.25))))
    assert only_a.t == {"spent": 0.0} and only_a.satisfies(model)


def test_a_table_without_rows_reaches_nothing() -> None:
    empty = TABLE.slice(0, 0)
    reached = measure(empty, None, quasi=["city"], model=TWO_BANDS)
    assert (reached.k, reached.l) == (0, {"band": 0})
    closeness = Model(2, {"band": Closeness(0.5)})
    assert not measure(empty, None, quasi=["city"], model=closeness).satisfies(closeness)
