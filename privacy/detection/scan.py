"""The scan kernel: a record batch in, the personal data in its cells out.

The findings are those of `overlap.resolve(analyzer.analyze(text, "zh", context=[header]))` for
every cell, at a fraction of the cost: distinct values once, recognizers only on texts that a
linear-time pass over the whole column could not rule out, the name model in batches.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.predefined_recognizers import SpacyRecognizer

from privacy.detection.cells import CellGroup, cell_groups
from privacy.detection.context import words_pattern
from privacy.detection.name_engine import SCORE, ChineseNameEngine
from privacy.detection.overlap import MODEL_TYPES, drop_contained, resolve
from privacy.detection.recognizer import DeclaredRecognizer
from privacy.detection.spans import Span
from privacy.detection.text_width import FULL_WIDTH_CLASS, half_width

FINDINGS_SCHEMA = pa.schema(
    [
        ("table", pa.string()),
        ("column", pa.string()),
        ("path", pa.string()),
        ("row", pa.int64()),
        ("entity_type", pa.string()),
        ("start", pa.int32()),
        ("end", pa.int32()),
        ("score", pa.float64()),
    ]
)

# Per distinct value of a group that has findings: its index and its findings.
GroupFindings = dict[int, list[Span]]


def scan_batch(
    batch: pa.RecordBatch,
    analyzer: AnalyzerEngine,
    *,
    table: str,
    first_row: int = 0,
    headers: Mapping[str, str] | None = None,
) -> pa.Table:
    """One row per finding, in `FINDINGS_SCHEMA`; offsets count characters of the cell or JSON leaf.

    Args:
        first_row: number of the batch's first row in its table (0-based).
        headers: column -> words that describe it better than its name.
    """
    parts = [
        _expand(group, findings, table, first_row)
        for group, findings in analyse_batch(batch, analyzer, headers)
    ]
    return pa.concat_tables([FINDINGS_SCHEMA.empty_table(), *parts])


def analyse_batch(
    batch: pa.RecordBatch, analyzer: AnalyzerEngine, headers: Mapping[str, str] | None = None
) -> list[tuple[CellGroup, GroupFindings]]:
    """The cells of a batch, grouped by column and JSON path, with the findings per distinct value."""
    scanner = ValueScanner.of(analyzer)
    groups = cell_groups(batch, headers or {}, scanner.is_personal_key)
    return [(group, scanner.findings(group.values, group.header)) for group in groups]


class ValueScanner:
    """Runs an analyzer's recognizers on arrays of distinct texts."""

    def __init__(self, analyzer: AnalyzerEngine) -> None:
        self.recognizers: list[DeclaredRecognizer] = []
        self.names: ChineseNameEngine | None = None
        for recognizer in analyzer.registry.recognizers:
            if isinstance(recognizer, DeclaredRecognizer):
                self.recognizers.append(recognizer)
            elif isinstance(recognizer, SpacyRecognizer) and isinstance(
                analyzer.nlp_engine, ChineseNameEngine
            ):
                self.names = analyzer.nlp_engine
            else:
                # Leaving a recognizer out silently would be a scan that looks complete and is not.
                raise TypeError(f"the scan cannot run recognizer {type(recognizer).__name__}")
        self.minimum_score = analyzer.default_score_threshold
        self._personal_keys: dict[str, bool] = {}

    @staticmethod
    @lru_cache(maxsize=4)
    def of(analyzer: AnalyzerEngine) -> "ValueScanner":
        return ValueScanner(analyzer)

    def is_personal_key(self, key: str) -> bool:
        """Whether the key of a JSON object is personal data and must not appear in a path."""
        if key not in self._personal_keys:
            if len(self._personal_keys) > 10_000:
                self._personal_keys.clear()
            self._personal_keys[key] = bool(self.findings(pa.array([key]), None))
        return self._personal_keys[key]

    def findings(self, values: pa.Array, header: str | None) -> GroupFindings:
        """Index of a text -> its findings, for every text that has some."""
        found: GroupFindings = {}
        folded = _folded(values)
        plans = [_Plan.of(recognizer, header, self.minimum_score) for recognizer in self.recognizers]
        possible = np.flatnonzero(_any_possible(folded, plans))
        if len(possible):
            self._collect(plans, folded.take(pa.array(possible)), possible.tolist(), found)
        for index, entities in self._named(values, found).items():
            spans = found.setdefault(index, [])
            spans += [Span(label, start, end, SCORE, "names") for start, end, label in entities]
        return {
            index: spans if len(spans) == 1 else resolve(drop_contained(spans))
            for index, spans in found.items()
        }

    def _collect(
        self, plans: list["_Plan"], folded: pa.Array, numbers: list[int], found: GroupFindings
    ) -> None:
        """Adds to `found` what reaches the minimum score; `numbers` are the texts' indexes in the group."""
        for plan in plans:
            words = plan.recognizer.context_words
            confirmed = _matching(folded, plan.words) if plan.conditional else None
            whole: dict[int, float] = {}
            for shape_number in (*plan.certain, *plan.conditional):
                shape = plan.recognizer.SHAPES[shape_number]
                candidates = _matching(folded, shape.prefilter)
                if confirmed is not None and shape_number in plan.conditional:
                    candidates &= confirmed
                for position in np.flatnonzero(candidates).tolist():
                    # Nothing of the same type inside a finding that is the whole text survives the overlap
                    # rule, nor does the whole text again with a lower score.
                    if whole.get(position, -1.0) >= shape.score:
                        continue
                    text = folded[position].as_py()
                    for span in plan.recognizer.find_shape(shape_number, text):
                        score = words.adjusted(text, span.start, span.end, span.score, plan.header_effect)
                        if score >= self.minimum_score:
                            found.setdefault(numbers[position], []).append(span._replace(score=score))
                            if span.start == 0 and span.end == len(text):
                                whole[position] = span.score

    def _named(self, values: pa.Array, found: GroupFindings) -> dict[int, list[tuple[int, int, str]]]:
        """Names in the texts that hold Chinese and are not covered by another finding already."""
        if self.names is None:
            return {}
        has_han = pc.match_substring_regex(values, "[一-龥]").to_numpy(zero_copy_only=False)
        wanted = [
            index
            for index in np.flatnonzero(has_han).tolist()
            if not _covers_all(found.get(index), values[index])
        ]
        if not wanted:
            return {}
        entities = self.names.entities(values.take(pa.array(wanted)).to_pylist())
        return {index: named for index, named in zip(wanted, entities, strict=True) if named}


@dataclass(frozen=True)
class _Plan:
    """What of a recognizer can reach the minimum score under a header.

    certain:     shapes that do so by themselves
    conditional: shapes that need a supporting word in the text; empty where there are no such words
    words:       expression for those words
    """

    recognizer: DeclaredRecognizer
    header_effect: int
    certain: tuple[int, ...]
    conditional: tuple[int, ...]
    words: str

    @staticmethod
    def of(recognizer: DeclaredRecognizer, header: str | None, minimum_score: float) -> "_Plan":
        words = recognizer.context_words
        effect = words.header_effect(header)
        certain: list[int] = []
        conditional: list[int] = []
        for number, shape in enumerate(recognizer.SHAPES):
            if effect > 0 or (effect == 0 and shape.score >= minimum_score):
                certain.append(number)
            elif words.support:
                conditional.append(number)
        pattern = words_pattern(words.support) if words.support else ""
        return _Plan(recognizer, effect, tuple(certain), tuple(conditional), pattern)


def _any_possible(folded: pa.Array, plans: list[_Plan]) -> np.ndarray:
    """Texts that some plan can find something in: one pass over the column instead of one per shape."""
    shapes = [plan.recognizer.SHAPES[number].prefilter for plan in plans for number in plan.certain]
    words = [plan.words for plan in plans if plan.conditional]
    possible = np.zeros(len(folded), dtype=bool)
    for patterns in (shapes, words):
        if patterns:
            possible |= _matching(folded, "|".join(f"(?:{pattern})" for pattern in patterns))
    return possible


def _folded(values: pa.Array) -> pa.Array:
    wide = pc.match_substring_regex(values, FULL_WIDTH_CLASS)
    if not pc.any(wide).as_py():
        return values
    texts = values.to_pylist()
    for index in np.flatnonzero(wide.to_numpy(zero_copy_only=False)).tolist():
        texts[index] = half_width(texts[index])
    return pa.array(texts, pa.string())


def _matching(values: pa.Array, pattern: str) -> np.ndarray:
    return pc.match_substring_regex(values, pattern).to_numpy(zero_copy_only=False).copy()


def _covers_all(spans: list[Span] | None, text: pa.Scalar) -> bool:
    """Whether a finding that no name can beat spans the whole text."""
    if not spans:
        return False
    length = len(text.as_py())
    return any(
        span.start == 0 and span.end == length and span.entity_type not in MODEL_TYPES for span in spans
    )


def _expand(group: CellGroup, findings: GroupFindings, table: str, first_row: int) -> pa.Table:
    """From findings per distinct value to findings per cell."""
    spans = [(index, span) for index in sorted(findings) for span in findings[index]]
    of_code: dict[int, np.ndarray] = {}
    if spans:
        order = np.argsort(group.codes, kind="stable")
        bounds = np.searchsorted(group.codes[order], np.arange(len(group.values) + 1))
        of_code = {index: group.rows[order[bounds[index] : bounds[index + 1]]] for index in findings}
    repeats = [len(of_code[index]) for index, _ in spans]
    total = sum(repeats)
    rows = np.concatenate([of_code[index] for index, _ in spans]) if spans else np.empty(0, np.int64)
    columns = [
        pa.repeat(pa.scalar(table, pa.string()), total),
        pa.repeat(pa.scalar(group.column, pa.string()), total),
        pa.repeat(pa.scalar(group.path, pa.string()), total),
        pa.array(rows + first_row, pa.int64()),
        pa.array(
            np.repeat(np.array([span.entity_type for _, span in spans], dtype=object), repeats), pa.string()
        ),
        pa.array(np.repeat([span.start for _, span in spans], repeats).astype(np.int32)),
        pa.array(np.repeat([span.end for _, span in spans], repeats).astype(np.int32)),
        pa.array(np.repeat([span.score for _, span in spans], repeats).astype(np.float64)),
    ]
    return pa.table(columns, schema=FINDINGS_SCHEMA).sort_by([("row", "ascending"), ("start", "ascending")])
