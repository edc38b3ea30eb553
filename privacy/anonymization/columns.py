"""Columns of an Arrow table as codes and distinct texts."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policy.errors import MappingError
from policy.text import Text
from privacy.anonymization.hierarchy import Codes


def text_codes(table: pa.Table, column: str) -> tuple[Codes, list[str | None]]:
    """Code per row and the distinct texts; a missing value has a code of its own, the last.

    Raises:
        MappingError: the column holds lists or records, which have no single text.
    """
    values = table[column].combine_chunks()
    try:
        # Distinct values before their texts: a number is written out once, not once a row.
        encoded = values if pa.types.is_dictionary(values.type) else pc.dictionary_encode(values)
        texts = encoded.dictionary.cast(pa.string())
    except (pa.ArrowNotImplementedError, pa.ArrowInvalid):
        raise MappingError(
            Text(
                zh=f"发布的列 {column} 类型为 {table[column].type}，不能作为单个取值",
                en=f"Column {column} of the release has type {table[column].type}, which is no single value",
            ),
            Text(zh="请在 SQL 中取出其中的标量。", en="Pick the scalar out of it in the SQL."),
        ) from None
    merged = pc.dictionary_encode(texts)
    distinct: list[str | None] = merged.dictionary.to_pylist()
    if not encoded.null_count and len(distinct) == len(encoded.dictionary):
        # Each value has a text of its own: its place in the dictionary is its code.
        return encoded.indices.to_numpy(zero_copy_only=False).astype(np.int64), distinct
    # Two values may read alike, and a dictionary may hold values twice; the added code is for no value.
    code_of = np.append(
        pc.fill_null(merged.indices, len(distinct)).to_numpy(zero_copy_only=False), len(distinct)
    ).astype(np.int64)
    indices = pc.fill_null(encoded.indices.cast(pa.int64()), len(texts)).to_numpy(zero_copy_only=False)
    codes: Codes = code_of[indices]
    if encoded.null_count or merged.null_count:
        distinct.append(None)
    return codes, distinct


def subject_codes(table: pa.Table, column: str | None) -> Codes:
    """Code of the person behind each row; without a subject column each row is another person.

    Rows that name nobody count as one person: they may well be.
    """
    if column is None:
        return np.arange(table.num_rows, dtype=np.int64)
    return text_codes(table, column)[0]


def recode(codes: Codes, labels: Sequence[str | None]) -> pa.Array:
    """The label of each row's code."""
    return pc.take(pa.array(labels, type=pa.string()), pa.array(codes))
