import numpy as np
import pyarrow as pa

from privacy.anonymization.measure import measure

TABLE = pa.table(
    {
        "city": ["A", "A", "A", "A", "B", "B", "B", None, None],
        "band": ["x", "y", "x", "x", "x", "x", "x", "x", None],
    }
)
EACH_ROW_ANOTHER = np.arange(9)


def test_the_smallest_class_counts() -> None:
    reached = measure(TABLE, EACH_ROW_ANOTHER, quasi=["city"], diversity={"band": 2})
    assert (reached.k, reached.l) == (2, {"band": 1})


def test_people_are_counted_not_rows() -> None:
    one_person_twice = np.array([0, 0, 1, 2, 3, 4, 5, 6, 6])
    reached = measure(TABLE, one_person_twice, quasi=["city"], diversity={})
    assert reached.k == 1
    assert measure(TABLE.slice(0, 7), one_person_twice[:7], quasi=["city"], diversity={}).k == 3


def test_a_table_without_rows_reaches_nothing() -> None:
    reached = measure(TABLE.slice(0, 0), EACH_ROW_ANOTHER[:0], quasi=["city"], diversity={"band": 2})
    assert (reached.k, reached.l) == (0, {"band": 0})
