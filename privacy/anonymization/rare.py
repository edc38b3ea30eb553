"""Masking values that too few people share: who knows that somebody has such a value finds the row by it.

A quasi-identifier is generalised until k people share it; of other published columns the rare values are
masked instead. One masked row would stand out just as much, so the mask covers k people too: where the rare
values do not, the next least common ones go with them.
"""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privacy.anonymization.columns import text_codes
from privacy.anonymization.distinct import distinct_per_group
from privacy.anonymization.hierarchy import ANY, Codes


def mask_rare(values: pa.Array, subjects: Codes | None, k: int) -> tuple[pa.Array, int]:
    """The values with each that fewer than k distinct subjects have masked, and how many rows that were.

    The mask is `*` in text and a missing value elsewhere. A missing value is a value like any other.

    Args:
        subjects: code of the person behind each row; None: each row is another person.
    """
    if not len(values):
        return values, 0
    codes, texts = text_codes(pa.table({"value": values}), "value")
    if subjects is None:
        people = np.bincount(codes, minlength=len(texts))
    else:
        people = distinct_per_group(codes, subjects, len(texts), int(subjects.max()) + 1)
    text = pa.types.is_string(values.type) or pa.types.is_large_string(values.type)
    masked = people < k
    if not masked.any():
        return values, 0
    mask = ANY if text else None
    if mask in texts:
        masked[texts.index(mask)] = True
    # The masked rows must be k people together.
    for code in np.argsort(people, kind="stable"):
        who = masked[codes] if subjects is None else subjects[masked[codes]]
        if (who.sum() if subjects is None else len(np.unique(who))) >= k:
            break
        masked[code] = True
    rows = masked[codes]
    changed = rows if mask not in texts else rows & (codes != texts.index(mask))
    hidden = pa.scalar(mask, values.type)
    return pc.if_else(pa.array(rows), hidden, values), int(changed.sum())
