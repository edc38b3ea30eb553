"""The table as it would be published."""

from collections.abc import Mapping, Sequence
from math import prod

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privacy.anonymization.distinct import digits, mixed_radix, runs
from privacy.anonymization.hierarchy import Codes

# Up to here a key still holds every column's rank; above, keys are made dense on the way.
MOST_KEYS = 2**62


def finish(order_of_columns: Sequence[str], columns: Mapping[str, pa.Array]) -> tuple[pa.Table, Codes]:
    """The published columns in their order, sorted by their values, and the given row number of each.

    The order of the source would tell who was entered when, or who stands beside whom. So would the order of
    a dictionary, and one with unused values would show what was suppressed.
    """
    names = [column for column in order_of_columns if column in columns]
    encoded = {name: _encoded(columns[name]) for name in names}
    ranked = [_ranked(encoded[name]) for name in names]
    ranks, distinct = [rank for rank, _ in ranked], [values for _, values in ranked]
    sizes = [len(values) + 1 for values in distinct]
    keys, bound = mixed_radix(ranks, sizes)
    order, _ = runs(keys, bound)
    # Read back from the sorted keys, column by column: far cheaper than gathering each by the order.
    kept_apart = prod(sizes) < MOST_KEYS
    ranks = list(digits(keys[order], sizes)) if kept_apart else [rank[order] for rank in ranks]
    shown = {
        name: _values(rank, values, dictionary=encoded[name] is columns[name])
        for name, rank, values in zip(names, ranks, distinct, strict=True)
    }
    return pa.table(shown), order


def _encoded(values: pa.Array) -> pa.DictionaryArray:
    return values if pa.types.is_dictionary(values.type) else pc.dictionary_encode(values)


def _values(rank: Codes, distinct: pa.Array, *, dictionary: bool) -> pa.Array:
    """The value at each rank; the rank above all is a missing value."""
    missing = rank == len(distinct)
    indices = pa.array(rank.astype(np.int32), mask=missing if missing.any() else None)
    return pa.DictionaryArray.from_arrays(indices, distinct) if dictionary else distinct.take(indices)


def _ranked(encoded: pa.DictionaryArray) -> tuple[Codes, pa.Array]:
    """Place of each row's value among the values in use, missing ones last, and those values in order."""
    dictionary = encoded.dictionary
    indices = pc.fill_null(encoded.indices.cast(pa.int64()), len(dictionary)).to_numpy(zero_copy_only=False)
    used = np.bincount(indices, minlength=len(dictionary) + 1)[:-1] > 0
    used &= pc.is_valid(dictionary).to_numpy(zero_copy_only=False)
    ascending = pc.sort_indices(dictionary).to_numpy(zero_copy_only=False).astype(np.int64)
    ascending = ascending[used[ascending]]
    rank = np.full(len(dictionary) + 1, len(ascending), np.int64)
    rank[ascending] = np.arange(len(ascending))
    result: Codes = rank[indices]
    return result, dictionary.take(pa.array(ascending))
