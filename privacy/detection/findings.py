"""Findings as arrays: collected from all sides, then settled by the overlap rule."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from privacy.detection.overlap import MODEL_TYPES, drop_contained, resolve
from privacy.detection.spans import Span


@dataclass(frozen=True)
class Findings:
    """Findings in an array of texts, ordered by text and position.

    texts:        index of the text
    types:        index in `entity_types`
    starts, ends: characters of the text, `ends` exclusive
    scores:       0 to 1
    """

    texts: np.ndarray
    types: np.ndarray
    starts: np.ndarray
    ends: np.ndarray
    scores: np.ndarray
    entity_types: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.texts)


def per_cell(owners: np.ndarray, codes: np.ndarray, values: int) -> tuple[np.ndarray, np.ndarray]:
    """From findings per value to findings per cell.

    Args:
        owners: per finding, the number of its value; ascending
        codes: per cell, the number of its value
        values: how many values there are

    Returns:
        (per finding of a cell, its index in `owners`; the cell), by cell.
    """
    bounds = np.searchsorted(owners, np.arange(values + 1))
    repeats = np.diff(bounds)[codes]
    cells = np.repeat(np.arange(len(codes)), repeats)
    # The n-th finding of its cell: a running number less the number its cell began with.
    nth = np.arange(len(cells)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
    return bounds[:-1][codes][cells] + nth, cells


class FindingCollector:
    """Takes findings in any order; they may overlap until `settled` has chosen."""

    def __init__(self) -> None:
        self._codes: dict[str, int] = {}
        self._parts: list[tuple[np.ndarray, ...]] = []

    def add(
        self, entity_type: str, texts: np.ndarray, starts: np.ndarray, ends: np.ndarray, scores: np.ndarray
    ) -> None:
        if len(texts):
            code = self._codes.setdefault(entity_type, len(self._codes))
            self._parts.append((texts, np.full(len(texts), code, np.int16), starts, ends, scores))

    def add_spans(self, texts: Sequence[int], spans: Sequence[Span]) -> None:
        """`spans[i]` is in the text number `texts[i]`."""
        if spans:
            codes = [self._codes.setdefault(span.entity_type, len(self._codes)) for span in spans]
            self._parts.append(
                (
                    np.array(texts, np.int64),
                    np.array(codes, np.int16),
                    np.array([span.start for span in spans], np.int32),
                    np.array([span.end for span in spans], np.int32),
                    np.array([span.score for span in spans], np.float64),
                )
            )

    def covered(self, lengths: np.ndarray) -> np.ndarray:
        """Per text, whether a finding that no name can beat spans all of its `lengths[i]` characters."""
        result = np.zeros(len(lengths), dtype=bool)
        model = [code for entity_type, code in self._codes.items() if entity_type in MODEL_TYPES]
        for texts, types, starts, ends, _ in self._parts:
            whole = (starts == 0) & (ends == lengths[texts]) & ~np.isin(types, model)
            result[texts[whole]] = True
        return result

    def settled(self) -> Findings:
        """The findings that win; `overlap.resolve` runs only where some of a text do overlap."""
        names = tuple(self._codes)
        empty = (np.empty(0, np.int64), np.empty(0, np.int16), *[np.empty(0, np.int32)] * 2, np.empty(0))
        columns = [np.concatenate(parts) for parts in zip(empty, *self._parts, strict=True)]
        if len(self._parts) > 1 or (len(columns[0]) > 1 and np.any(np.diff(columns[0]) <= 0)):
            texts, types, starts, ends, scores = columns
            columns = _take(columns, np.lexsort((-scores, types, ends, starts, texts)))
            # The pattern and the model may find the same name: the higher score stays.
            same = [column[1:] == column[:-1] for column in columns[:4]]
            columns = _take(columns, np.append(True, ~np.logical_and.reduce(same)))
        texts, _, starts, ends, _ = columns
        collide = (texts[1:] == texts[:-1]) & (starts[1:] < ends[:-1])
        if collide.any():
            columns = self._resolved(columns, np.unique(texts[1:][collide]), names)
        texts, types, starts, ends, scores = columns
        return Findings(texts, types, starts, ends, scores, names)

    def _resolved(
        self, columns: list[np.ndarray], disputed: np.ndarray, names: tuple[str, ...]
    ) -> list[np.ndarray]:
        open_ = np.isin(columns[0], disputed)
        by_text: dict[int, list[Span]] = {}
        for text, code, start, end, score in zip(
            *(column[open_].tolist() for column in columns), strict=True
        ):
            by_text.setdefault(text, []).append(Span(names[code], start, end, score, ""))
        kept = [(text, span) for text, spans in by_text.items() for span in resolve(drop_contained(spans))]
        collector = FindingCollector()
        collector._codes = dict(self._codes)
        collector._parts = [tuple(column[~open_] for column in columns)]
        collector.add_spans([text for text, _ in kept], [span for _, span in kept])
        merged = [np.concatenate(parts) for parts in zip(*collector._parts, strict=True)]
        return _take(merged, np.lexsort((merged[2], merged[0])))


def _take(columns: list[np.ndarray], order: np.ndarray) -> list[np.ndarray]:
    return [column[order] for column in columns]
