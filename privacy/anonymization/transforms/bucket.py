"""Numbers put into intervals of one width: `bucket:50` makes 37 `[0, 50)`."""

import pyarrow as pa
import pyarrow.compute as pc

from privacy.anonymization.transforms.numbers import as_numbers
from privacy.anonymization.transforms.transform import Context, Transform


def _apply(values: pa.Array, argument: str, context: Context) -> pa.Array:
    width = int(argument)
    numbers = as_numbers(values, context.column)
    low = pc.multiply(pc.cast(pc.floor(pc.divide(numbers, float(width))), pa.int64()), width)
    high = pc.add(low, width)
    text = pa.string()
    joined = pc.binary_join_element_wise(pc.cast(low, text), pc.cast(high, text), ", ")
    return pc.binary_join_element_wise("[", joined, ")", "")


TRANSFORM = Transform("bucket", _apply)
