import pyarrow as pa

from privacy.erasure.batches import by_table, distinct, sliced
from privacy.erasure.instruction import Instruction
from privacy.erasure.victims import TableVictims
from privacy.stores.catalog import Table


def victims(table: str = "t", **keys: object) -> TableVictims:
    rows = pa.table(keys)
    names = tuple(name for name in keys if name != "subject_id")
    return TableVictims(Instruction(table, "app", table, "delete"), Table("app", table, ()), names, rows)


def test_each_row_is_there_once_and_in_the_order_of_its_key() -> None:
    part = distinct(victims(a=[2, 1, 2, 1], b=["x", "y", "x", "x"], subject_id=["p", "q", "r", "s"]))
    assert part.keys.to_pydict() == {"a": [1, 1, 2], "b": ["x", "y", "x"], "subject_id": ["s", "q", "p"]}


def test_keys_of_every_kind_sort() -> None:
    encoded = pa.array(["b", "a", "b"]).dictionary_encode()
    assert distinct(victims(a=encoded)).keys.column("a").to_pylist() == ["a", "b"]
    uuids = pa.array([bytes(16), bytes(range(16)), bytes(16)], pa.uuid())
    assert distinct(victims(a=uuids)).keys.num_rows == 2
    chunked = pa.chunked_array([[3], [], [1, 3]], pa.int64())
    assert distinct(victims(a=chunked)).keys.column("a").to_pylist() == [1, 3]
    assert distinct(victims(a=pa.array([], pa.int64()))).keys.num_rows == 0


def test_batches_are_bounded_and_whole() -> None:
    batches = list(sliced(victims(a=list(range(10))), 4))
    assert [batch.rows for batch in batches] == [4, 4, 2]
    assert [key for batch in batches for key in batch.parts[0].keys.column("a").to_pylist()] == list(
        range(10)
    )


def test_instructions_of_one_table_stay_together() -> None:
    parts = [victims("t", a=[1]), victims("u", a=[2]), victims("t", a=[3])]
    assert [(batch.table, batch.rows) for batch in by_table(parts)] == [("t", 2), ("u", 1)]
