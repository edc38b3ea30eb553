import pyarrow as pa

from privacy.anonymization.finish import finish


def encoded(indices: list[int | None], values: list[str | None]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(pa.array(indices, pa.int32()), pa.array(values))


def test_a_dictionary_shows_neither_unused_values_nor_the_order_of_the_source() -> None:
    table, order = finish(
        ["x", "y"], {"x": encoded([2, 0, 2], ["c", "secret", "a"]), "y": pa.array([2, 9, 1])}
    )
    column = table["x"].combine_chunks()
    assert column.dictionary.to_pylist() == ["a", "c"]
    assert table.to_pylist() == [{"x": "a", "y": 1}, {"x": "a", "y": 2}, {"x": "c", "y": 9}]
    assert order.tolist() == [2, 0, 1]


def test_missing_values_come_last_however_they_are_written() -> None:
    table, _ = finish(["x"], {"x": encoded([None, 1, 0, 1], ["b", None])})
    assert table["x"].to_pylist() == ["b", None, None, None]
    assert table["x"].combine_chunks().dictionary.to_pylist() == ["b"]


def test_columns_keep_the_order_of_the_source_and_dropped_ones_are_gone() -> None:
    table, _ = finish(["b", "gone", "a"], {"a": pa.array([1]), "b": pa.array([2])})
    assert table.column_names == ["b", "a"]
