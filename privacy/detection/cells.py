"""The texts of a record batch: one group per column, or per path where a column holds JSON."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privacy.detection import texts as arrays
from privacy.detection.context import ContextWords
from privacy.detection.json_paths import Leaf, leaves, parse_container
from privacy.detection.recognizers.date_of_birth import DateOfBirth
from privacy.detection.recognizers.gps_coordinates import GpsCoordinates

# The shortest number that can be personal is a QQ number of five digits.
SMALLEST_NUMBER = 10_000

_BIRTH_HEADER = ContextWords(DateOfBirth.CONTEXT, DateOfBirth.CONTRADICT)
_POSITION_HEADER = ContextWords(GpsCoordinates.CONTEXT, GpsCoordinates.CONTRADICT)

# A column whose first texts are this distinct is not searched for repetitions.
_SAMPLE = 2_000
_MOSTLY_DISTINCT = 0.8

# First bytes of JSON containers, white space included.
_BEFORE_JSON = np.zeros(256, dtype=bool)
_BEFORE_JSON[list(b"[{ \t\n\r\f\v")] = True

KeyTest = Callable[[str], bool]


@dataclass(frozen=True)
class CellGroup:
    """The non-null texts of one column or JSON path, repeated values stored once where that pays.

    values: string array
    codes:  per cell, its index in `values`
    rows:   per cell, its 0-based row in the batch
    header: the words that describe the group (column name or hint, then JSON keys)
    """

    column: str
    path: str | None
    header: str
    values: pa.Array
    codes: np.ndarray
    rows: np.ndarray


def cell_groups(
    batch: pa.RecordBatch, headers: Mapping[str, str], key_is_personal: KeyTest
) -> list[CellGroup]:
    """The groups of every column that can hold personal data.

    `headers` gives better words than the column's name (a comment from the catalog).
    """
    groups: list[CellGroup] = []
    for name, column in zip(batch.schema.names, batch.columns, strict=True):
        groups += _groups_of(name, headers.get(name, name), column, key_is_personal)
    return groups


def _groups_of(name: str, header: str, column: pa.Array, key_is_personal: KeyTest) -> list[CellGroup]:
    if pa.types.is_dictionary(column.type):
        column = column.dictionary_decode()
    if pa.types.is_nested(column.type):
        return _nested(name, header, column, key_is_personal)
    texts = _as_text(header, column)
    if texts is None or texts.null_count == len(texts):
        return []
    rows = np.arange(len(texts), dtype=np.int64)
    if texts.null_count:
        rows = rows[pc.is_valid(texts).to_numpy(zero_copy_only=False)]
        texts = texts.drop_null()
    values, codes = _distinct(texts)
    return _split_json(CellGroup(name, None, header, values, codes, rows), key_is_personal)


def _distinct(texts: pa.Array) -> tuple[pa.Array, np.ndarray]:
    """(values, index of each text in them). Where hardly any text occurs twice, finding those that do would
    cost more than looking at them again."""
    sample = texts.slice(0, _SAMPLE)
    if len(texts) > _SAMPLE and pc.count_distinct(sample).as_py() > _MOSTLY_DISTINCT * _SAMPLE:
        return texts, np.arange(len(texts))
    encoded = texts.dictionary_encode()
    return encoded.dictionary, encoded.indices.to_numpy(zero_copy_only=False)


def _as_text(header: str, column: pa.Array) -> pa.Array | None:
    """The column as strings, or None where its type or its values cannot hold personal data."""
    kind = column.type
    if pa.types.is_string(kind):
        return column
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return column.cast(pa.string())
    if pa.types.is_integer(kind):
        return _wide_numbers(column)
    if pa.types.is_decimal(kind):
        return _wide_numbers(column) if kind.scale == 0 else None
    if pa.types.is_floating(kind):
        if _POSITION_HEADER.header_effect(header) > 0:
            return column.cast(pa.string())
        # A number column with gaps that passed through pandas: 13800138000.0
        column = pc.if_else(pc.is_finite(column), column, None)
        if pc.all(pc.equal(pc.floor(column), column)).as_py() is True and _is_wide(column, 9e18):
            return column.cast(pa.int64()).cast(pa.string())
        return None
    if pa.types.is_date(kind) or pa.types.is_timestamp(kind):
        return column.cast(pa.date32()).cast(pa.string()) if _BIRTH_HEADER.header_effect(header) > 0 else None
    return None


def _is_wide(column: pa.Array, limit: float) -> bool:
    largest = pc.max(pc.abs(column)).as_py()
    return largest is not None and SMALLEST_NUMBER <= largest < limit


def _wide_numbers(column: pa.Array) -> pa.Array | None:
    return column.cast(pa.string()) if _is_wide(column, float("inf")) else None


def _split_json(group: CellGroup, key_is_personal: KeyTest) -> list[CellGroup]:
    """The group itself without its JSON cells, and one group per path inside those."""
    parsed: dict[int, Any] = {}
    for index in _maybe_json(group.values).tolist():
        value = parse_container(group.values[index].as_py())
        if value is not None:
            parsed[index] = value
    if not parsed:
        return [group]
    is_json = np.zeros(len(group.values), dtype=bool)
    is_json[list(parsed)] = True
    plain_cells = ~is_json[group.codes]
    found = [(index, leaf) for index, value in parsed.items() for leaf in leaves(value, key_is_personal)]
    rows_of = _rows_by_code(group)
    result = _by_path(group.column, group.header, found, rows_of)
    if plain_cells.any():
        kept, codes = np.unique(group.codes[plain_cells], return_inverse=True)
        values = group.values.take(pa.array(kept))
        result.insert(0, CellGroup(group.column, None, group.header, values, codes, group.rows[plain_cells]))
    return result


def _maybe_json(values: pa.Array) -> np.ndarray:
    """Indexes of the values that begin like a JSON object or array."""
    offsets, data = arrays.raw(values)
    filled = np.flatnonzero(np.diff(offsets))
    likely = filled[_BEFORE_JSON[data[offsets[filled]]]]
    if not len(likely):
        return likely
    return likely[arrays.matching(values.take(pa.array(likely)), r"^\s*[\[{]")]


def _rows_by_code(group: CellGroup) -> Callable[[int], np.ndarray]:
    order = np.argsort(group.codes, kind="stable")
    bounds = np.searchsorted(group.codes[order], np.arange(len(group.values) + 1))
    return lambda code: group.rows[order[bounds[code] : bounds[code + 1]]]


def _nested(name: str, header: str, column: pa.Array, key_is_personal: KeyTest) -> list[CellGroup]:
    """Lists, structs and maps are walked like JSON, row by row."""
    rows = column.to_pylist(maps_as_pydicts="lossy")
    found = [
        (row, leaf)
        for row, value in enumerate(rows)
        if value is not None
        for leaf in leaves(value, key_is_personal)
    ]
    return _by_path(name, header, found, lambda row: np.array([row], dtype=np.int64))


def _by_path(
    column: str, header: str, found: list[tuple[int, Leaf]], rows_of: Callable[[int], np.ndarray]
) -> list[CellGroup]:
    by_path: dict[str, list[tuple[int, Leaf]]] = {}
    for source, leaf in found:
        by_path.setdefault(leaf.path, []).append((source, leaf))
    groups = []
    for path, entries in by_path.items():
        encoded = pa.array([leaf.text for _, leaf in entries], pa.string()).dictionary_encode()
        row_lists = [rows_of(source) for source, _ in entries]
        codes = np.repeat(encoded.indices.to_numpy(zero_copy_only=False), [len(rows) for rows in row_lists])
        keys = max((leaf.keys for _, leaf in entries), key=len)
        words = " ".join((header, *keys))
        groups.append(CellGroup(column, path, words, encoded.dictionary, codes, np.concatenate(row_lists)))
    return groups
