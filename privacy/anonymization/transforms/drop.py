"""Leaves the column out."""

import pyarrow as pa

from privacy.anonymization.transforms.transform import Context, Transform


def _apply(values: pa.Array, argument: str, context: Context) -> None:
    return None


TRANSFORM = Transform("drop", _apply)
