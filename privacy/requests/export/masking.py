"""What other people are masked by, cell by cell; the person's own data and all that names nobody stays."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa

from privacy.detection.value_scanner import ValueScanner
from privacy.requests.export.known import OwnColumns, OwnValues
from privacy.requests.export.walk import MASK, walk_cell

# Stands for a whole cell that is about somebody else.
ANOTHER_PERSON = "［他人信息 / another person］"


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
                    walk_cell(column, row[column], rules.own, collect)
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
        found = False

        def replace(header: str, text: str) -> str:
            nonlocal found
            shown = masks.get((header, text), text)
            found = found or shown != text
            return shown

        shown = walk_cell(column, value, rules.own, replace)
        self.masked += found
        return shown


def _without(text: str, places: list[tuple[int, int]]) -> str:
    parts, position = [], 0
    for start, end in sorted(places):
        if start >= position:
            parts += [text[position:start], MASK]
        position = max(position, end)
    return "".join([*parts, text[position:]])
