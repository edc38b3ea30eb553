"""PostgreSQL's text form of rows, as COPY writes it: exact for every type, since pg_dump relies on it.

One line a row, fields separated by tabs, `\\N` for NULL, backslash escapes inside.
"""

import io
import re
from collections.abc import Collection, Iterable, Iterator, Sequence

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from privacy.erasure.instruction import Changes
from privacy.erasure.pseudonyms import ExecutionPseudonyms

NULL = b"\\N"
_ESCAPE = re.compile(rb"\\(.)", re.DOTALL)
_UNESCAPED = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}


def fields(body: bytes) -> Iterator[list[bytes]]:
    """The fields of each row, still escaped."""
    return (line.split(b"\t") for line in body.split(b"\n")[:-1])


def lines(rows: Iterable[Sequence[bytes]]) -> bytes:
    return b"".join(b"\t".join(row) + b"\n" for row in rows)


def plain(field: bytes) -> str | None:
    if field == NULL:
        return None
    if b"\\" in field:
        field = _ESCAPE.sub(lambda found: _UNESCAPED.get(found[1], found[1]), field)
    return field.decode()


def escaped(value: str | None) -> bytes:
    if value is None:
        return NULL
    return value.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n").replace("\r", "\\r").encode()


def treated(
    body: bytes,
    columns: Sequence[str],
    changes: Changes,
    pseudonyms: ExecutionPseudonyms,
    is_text: Collection[str],
) -> bytes:
    """Rows with the changed columns as they are written; each distinct value is treated once."""
    treatments = dict(changes)
    places = [(place, name) for place, name in enumerate(columns) if name in treatments]
    known: dict[tuple[str, bytes], bytes] = {}
    rows = []
    for row in fields(body):
        for place, name in places:
            value = (name, row[place])
            if value not in known:
                new = pseudonyms.treated(treatments[name], name, plain(row[place]), is_text=name in is_text)
                known[value] = escaped(new)
            row[place] = known[value]
        rows.append(row)
    return lines(rows)


def key_csv(keys: pa.Table, columns: Sequence[str]) -> bytes:
    """Keys as CSV for COPY: each value in a text that PostgreSQL reads as its column's type."""
    texts = pa.table([_text(keys.column(name)) for name in columns], names=list(columns))
    sink = io.BytesIO()
    csv.write_csv(texts, sink, csv.WriteOptions(include_header=False, quoting_style="all_valid"))
    return sink.getvalue()


def array_line(column: pa.ChunkedArray) -> bytes:
    """All keys as one field of COPY's text form: an array in PostgreSQL's notation."""
    if not len(column):
        return b"{}\n"
    texts = _text(column)
    if not pa.types.is_integer(column.type):
        # Quoted for the array, and what quotes and escapes there escaped once more for COPY.
        for plain, inside in (
            ("\\", "\\\\\\\\"),
            ('"', '\\\\"'),
            ("\t", "\\t"),
            ("\n", "\\n"),
            ("\r", "\\r"),
        ):
            texts = pc.replace_substring(texts, plain, inside)
        texts = pc.binary_join_element_wise('"', texts, '"', "")
    texts = pc.fill_null(texts, "NULL").combine_chunks()
    joined = pc.binary_join(pa.ListArray.from_arrays(pa.array([0, len(texts)]), texts), ",")
    return f"{{{joined[0]}}}\n".encode()


def _text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if isinstance(column.type, pa.BaseExtensionType):
        column = pa.chunked_array([chunk.storage for chunk in column.chunks], column.type.storage_type)
        return pa.chunked_array([[None if v is None else v.hex() for v in column.to_pylist()]], pa.string())
    if pa.types.is_binary(column.type) or pa.types.is_large_binary(column.type):
        values = [None if value is None else "\\x" + value.hex() for value in column.to_pylist()]
        return pa.chunked_array([values], pa.string())
    if pa.types.is_dictionary(column.type):
        column = pc.cast(column, column.type.value_type)
    return pc.cast(column, pa.string())
