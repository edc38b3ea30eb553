"""Treatments of Arrow columns, each distinct text treated once."""

from collections.abc import Collection

import pyarrow as pa
import pyarrow.compute as pc

from privacy.erasure.instruction import Changes, Treatment
from privacy.erasure.pseudonyms import ExecutionPseudonyms
from privacy.treatments.pseudonym import map_distinct


def treated_table(
    rows: pa.Table, changes: Changes, pseudonyms: ExecutionPseudonyms, is_text: Collection[str]
) -> pa.Table:
    """`rows` with the changed columns as they are written, in their own types."""
    for name, treatment in changes:
        place = rows.schema.get_field_index(name)
        field = rows.schema.field(place).with_nullable(True)
        column = treated_column(rows.column(place), name, treatment, pseudonyms, is_text=name in is_text)
        rows = rows.set_column(place, field, column)
    return rows


def treated_column(
    column: pa.ChunkedArray,
    name: str,
    treatment: Treatment,
    pseudonyms: ExecutionPseudonyms,
    *,
    is_text: bool,
) -> pa.ChunkedArray:
    kind = column.type
    if treatment == "redact" or (treatment != "clear" and is_text):
        plain = column if not isinstance(kind, pa.BaseExtensionType) else _storage(column)
        texts = pc.cast(plain, pa.string()).combine_chunks()
        treated = map_distinct(
            texts, lambda value: pseudonyms.treated(treatment, name, value, is_text=True), pa.string()
        )
        if isinstance(kind, pa.BaseExtensionType):
            return pa.chunked_array([kind.wrap_array(pc.cast(treated, kind.storage_type))], kind)
        return pa.chunked_array([pc.cast(treated, kind)], kind)
    if treatment == "generalise" and (pa.types.is_date(kind) or pa.types.is_timestamp(kind)):
        naive = pc.cast(column, pa.timestamp(kind.unit)) if pa.types.is_timestamp(kind) else column
        return pc.cast(pc.floor_temporal(naive, unit="year"), kind)
    return pa.chunked_array([pa.nulls(len(column), kind)], kind)


def _storage(column: pa.ChunkedArray) -> pa.ChunkedArray:
    return pa.chunked_array([chunk.storage for chunk in column.chunks], column.type.storage_type)
