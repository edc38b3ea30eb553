"""The form of a cell: what it looks like before anybody asks what it is.

Of the cells of one form that nothing else explains, a type has to claim a fair part: one 16-digit number in
ten passes Luhn, so a column of which one in ten is "a card" holds none.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privacy.detection import texts as arrays
from privacy.detection.verdict_rules import placeholders

# Lengths beyond are one form.
_LONGEST = 63
# Chinese values of one kind differ in length by some characters.
_CHINESE_STEP = 6
_CHINESE = 3 * 64
_LATIN = 64
_BEGINS_NUMBER = np.zeros(256, dtype=bool)
_BEGINS_NUMBER[list(b"0123456789 +(-")] = True
NO_FORM = -1


def are_numbers(values: pa.Array) -> np.ndarray:
    """Per text, whether it holds digits and signs only."""
    result = np.zeros(len(values), dtype=bool)
    offsets, data = arrays.raw(values)
    filled = np.flatnonzero(np.diff(offsets))
    likely = filled[_BEGINS_NUMBER[data[offsets[filled]]]]
    if len(likely):
        result[likely] = arrays.matching(values.take(pa.array(likely)), r"\A[0-9 +().,:/-]+\z")
    return result


def forms(values: pa.Array, lengths: np.ndarray, is_number: np.ndarray) -> np.ndarray:
    """Per text a small number that stands for its form, `NO_FORM` for 无, N/A and the like.

    Numbers and Latin texts have the form of their length; other texts share one per six characters.
    """
    bounded = np.minimum(lengths, _LONGEST)
    bytes_long = np.diff(arrays.raw(values)[0])
    result = np.where(
        bytes_long == lengths, bounded + np.where(is_number, 0, _LATIN), bounded // _CHINESE_STEP + _CHINESE
    )
    result[np.asarray(pc.is_in(values, placeholders()).to_numpy(zero_copy_only=False))] = NO_FORM
    return result


def counts(found: np.ndarray, weights: np.ndarray) -> dict[int, int]:
    """Form -> cells of it, without `NO_FORM`."""
    kept = found != NO_FORM
    totals = np.bincount(found[kept], weights[kept]).astype(np.int64)
    return {form: int(totals[form]) for form in np.flatnonzero(totals).tolist()}
