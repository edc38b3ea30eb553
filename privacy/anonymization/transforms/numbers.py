"""A column as numbers, for the transforms that reckon with it."""

import pyarrow as pa
import pyarrow.compute as pc

from policy.errors import MappingError
from policy.text import Text


def as_numbers(values: pa.Array, column: str) -> pa.Array:
    """Doubles; null stays null.

    Raises:
        MappingError: a value is no finite number; the value itself is not shown.
    """
    try:
        numbers = values.cast(pa.float64())
    except (pa.ArrowInvalid, pa.ArrowNotImplementedError):
        numbers = None
    if numbers is None or not pc.all(pc.is_finite(numbers), min_count=0).as_py():
        raise MappingError(
            Text(zh=f"列 {column} 中有不是数字的值", en=f"Column {column} has values that are no numbers"),
            Text(zh="请在 SQL 中转换为数字。", en="Cast it to a number in the SQL."),
        )
    return numbers
