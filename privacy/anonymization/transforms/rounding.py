"""Numbers rounded to the nearest multiple: `round:10` makes 37.4 a 40; halves go to the even multiple."""

import pyarrow as pa
import pyarrow.compute as pc

from privacy.anonymization.transforms.numbers import as_numbers
from privacy.anonymization.transforms.transform import Context, Transform


def _apply(values: pa.Array, argument: str, context: Context) -> pa.Array:
    numbers = as_numbers(values, context.column)
    rounded = pc.multiply(
        pc.round(pc.divide(numbers, float(argument)), round_mode="half_to_even"), float(argument)
    )
    # -0.0 and 0.0 are one value.
    return pc.cast(pc.add(rounded, 0.0), pa.int64())


TRANSFORM = Transform("round", _apply)
