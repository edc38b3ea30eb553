"""What other people are masked by, cell by cell; the person's own data and all that names nobody stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from privacy.detection.json_paths import Members, parse_container
from privacy.detection.value_scanner import ValueScanner
from privacy.requests.export.known import OwnColumns, OwnValues

MASK = "***"
# Stands for a whole cell that is about somebody else.
ANOTHER_PERSON = "［他人信息 / another person］"
_DEEPEST = 40


@dataclass(frozen=True)
class ColumnRules:
    """What policy says of a table's columns.

    Attributes:
        withheld: never given out; the columns are left out of the row.
        others: about somebody else in every row.
        contacts: the whole cell is one person's name, number or address, theirs or another's.
    """

    own: OwnColumns
    withheld: frozenset[str]
    others: frozenset[str]
    contacts: frozenset[str]


@dataclass
class Masker:
    """`personal`: the entity types that point at people."""

    scanner: ValueScanner
    personal: frozenset[str]
    known: OwnValues
    masked: int = 0

    def rows(
        self,
        rows: Sequence[dict[str, Any]],
        elsewhere: Sequence[set[str]],
        columns: Sequence[str],
        rules: ColumnRules,
    ) -> list[dict[str, Any]]:
        """The rows as they may be shown; `elsewhere` per row the columns that lead to somebody else."""
        shown = [column for column in columns if column not in rules.withheld]
        masks = self._masks(rows, elsewhere, shown, rules)
        return [
            {column: self._cell(column, row[column], others, rules, masks) for column in shown}
            for row, others in zip(rows, elsewhere, strict=True)
        ]

    def _masks(
        self,
        rows: Sequence[dict[str, Any]],
        elsewhere: Sequence[set[str]],
        columns: Sequence[str],
        rules: ColumnRules,
    ) -> dict[tuple[str, str], str]:
        """(header, text) -> masked text, for every text that had to be looked at; once for all rows."""
        by_header: dict[str, set[str]] = {}

        def collect(header: str, text: str) -> str:
            by_header.setdefault(header, set()).add(text)
            return text

        for row, others in zip(rows, elsewhere, strict=True):
            for column in columns:
                if column not in others | rules.others | rules.contacts:
                    _walk_cell(column, row[column], rules.own, collect)
        masks: dict[tuple[str, str], str] = {}
        for header, texts in by_header.items():
            for text, masked in self._mask_texts(header, sorted(texts)).items():
                masks[header, text] = masked
        return masks

    def _mask_texts(self, header: str, texts: list[str]) -> dict[str, str]:
        """Those of the texts in which somebody else was found, masked."""
        found = self.scanner.findings(pa.array(texts, pa.string()), header)
        spans: dict[int, list[tuple[int, int]]] = {}
        for text, kind, start, end in zip(
            found.texts.tolist(),
            found.types.tolist(),
            found.starts.tolist(),
            found.ends.tolist(),
            strict=True,
        ):
            entity_type = found.entity_types[kind]
            if entity_type in self.personal and not self.known.has(entity_type, texts[text][start:end]):
                spans.setdefault(text, []).append((start, end))
        masked = {}
        for text, places in spans.items():
            whole = texts[text]
            # A cell that is the person's own as a whole stays, whatever a part of it looks like.
            if not self.known.has(None, whole):
                masked[whole] = _without(whole, places)
        return masked

    def _cell(
        self,
        column: str,
        value: Any,
        elsewhere: set[str],
        rules: ColumnRules,
        masks: Mapping[tuple[str, str], str],
    ) -> Any:
        if value is None:
            return None
        if column in elsewhere or column in rules.others:
            self.masked += 1
            return ANOTHER_PERSON
        if column in rules.contacts:
            if self.known.has(None, str(value)):
                return value
            self.masked += 1
            return ANOTHER_PERSON
        shown = _walk_cell(column, value, rules.own, lambda header, text: masks.get((header, text), text))
        self.masked += shown != value
        return shown


def _walk_cell(column: str, value: Any, own: OwnColumns, replace: Any) -> Any:
    """The cell with every text that is not own replaced by `replace(header, text)`.

    Numbers count as texts, so that a telephone number kept as a number is found; one that is replaced
    becomes a text.
    """
    container = value if isinstance(value, dict | list) else None
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        container = parse_container(value)
    if container is not None:
        return _walk(column, container, "$", (), own, replace, 0)
    if own.holds(column, None):
        return value
    return _replaced(column, value, replace)


def _walk(
    column: str, value: Any, path: str, keys: tuple[str, ...], own: OwnColumns, replace: Any, depth: int
) -> Any:
    if depth > _DEEPEST:
        return MASK
    header = " ".join((column, *keys))
    if isinstance(value, dict | Members):
        pairs = value.items() if isinstance(value, dict) else value
        # A key can itself be a telephone number; two keys that are masked alike keep the last value only.
        return {
            replace(header, str(key)): _walk(
                column, child, f"{path}.{key}", (*keys, str(key)), own, replace, depth + 1
            )
            for key, child in pairs
        }
    if isinstance(value, list | tuple):
        return [_walk(column, child, f"{path}[*]", keys, own, replace, depth + 1) for child in value]
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        nested = parse_container(value)
        if nested is not None:
            return _walk(column, nested, path, keys, own, replace, depth + 1)
    return value if own.holds(column, path) else _replaced(header, value, replace)


def _replaced(header: str, value: Any, replace: Any) -> Any:
    if isinstance(value, str):
        return replace(header, value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        text = str(value)
        shown = replace(header, text)
        return value if shown == text else shown
    return value


def _without(text: str, places: list[tuple[int, int]]) -> str:
    parts, position = [], 0
    for start, end in sorted(places):
        if start >= position:
            parts += [text[position:start], MASK]
        position = max(position, end)
    return "".join([*parts, text[position:]])
