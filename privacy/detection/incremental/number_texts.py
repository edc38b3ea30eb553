"""Columns of numbers as texts, cell by cell.

Whether a column of numbers can hold personal data depends on all its cells: one of five digits or more makes
every number count, one with a fraction makes none count (`cells`). A row must say what it contributes without
knowing the others, so every number becomes a text here, and `RowTotals` decides for the table at the end.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privacy.detection.cells import SMALLEST_NUMBER
from privacy.detection.context import ContextWords
from privacy.detection.recognizers.gps_coordinates import GpsCoordinates

_POSITION_HEADER = ContextWords(GpsCoordinates.CONTEXT, GpsCoordinates.CONTRADICT)
# Whole numbers beyond this are no longer exact.
_LARGEST_FLOAT = 9e18


@dataclass(frozen=True)
class NumberTexts:
    """A batch without columns of numbers.

    Attributes:
        numbers: the columns that were numbers; per row, whether it is one that the text cannot show (1.5).
    """

    batch: pa.RecordBatch
    numbers: dict[str, np.ndarray]


def with_number_texts(batch: pa.RecordBatch) -> NumberTexts:
    arrays, numbers = list(batch.columns), {}
    for position, (name, column) in enumerate(zip(batch.schema.names, batch.columns, strict=True)):
        if pa.types.is_dictionary(column.type):
            column = column.dictionary_decode()
        kind = column.type
        if pa.types.is_integer(kind) or (pa.types.is_decimal(kind) and kind.scale == 0):
            arrays[position] = column.cast(pa.string())
            numbers[name] = np.zeros(batch.num_rows, dtype=bool)
        elif pa.types.is_floating(kind) and _POSITION_HEADER.header_effect(name) <= 0:
            arrays[position], numbers[name] = _floats(column)
    return NumberTexts(pa.RecordBatch.from_arrays(arrays, names=batch.schema.names), numbers)


def _floats(column: pa.Array) -> tuple[pa.Array, np.ndarray]:
    finite = pc.is_finite(column)
    whole = pc.and_(
        finite, pc.and_(pc.equal(pc.floor(column), column), pc.less(pc.abs(column), _LARGEST_FLOAT))
    )
    fraction = pc.fill_null(pc.and_not(finite, whole), False)
    integers = pc.if_else(whole, column, pa.scalar(None, column.type)).cast(pa.int64())
    return integers.cast(pa.string()), fraction.to_numpy(zero_copy_only=False)


def are_small(lengths: np.ndarray, values: pa.Array) -> np.ndarray:
    """Per text of a number, whether it has fewer digits than any number that names somebody."""
    digits = lengths - np.asarray(pc.starts_with(values, "-").to_numpy(zero_copy_only=False))
    return digits < len(str(SMALLEST_NUMBER))
