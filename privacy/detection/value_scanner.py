"""Runs an analyzer's recognizers and its name model on arrays of texts."""

from functools import lru_cache

import numpy as np
import pyarrow as pa
from presidio_analyzer import AnalyzerEngine
from presidio_analyzer.predefined_recognizers import SpacyRecognizer

from privacy.detection import texts as arrays
from privacy.detection.fast_patterns import FastRecognizer
from privacy.detection.findings import FindingCollector, Findings
from privacy.detection.name_engine import SCORE, ChineseNameEngine
from privacy.detection.pattern_scan import FEW, Cells, PatternScan, may_be_whole, mostly
from privacy.detection.recognizer import DeclaredRecognizer
from privacy.detection.scan_plan import Planner, ScanPlan
from privacy.detection.text_width import FULL_WIDTH_CLASS
from privacy.detection.texts import WIDE_FIRST_BYTES

_FOLDED = frozenset(range(0x80))
# First byte in UTF-8 of the first Chinese character.
_FIRST_HAN_BYTE = 0xE4


class ValueScanner:
    """Gives the findings of `overlap.resolve(analyzer.analyze(text, "zh", context=[header]))`."""

    def __init__(self, analyzer: AnalyzerEngine) -> None:
        recognizers: list[FastRecognizer] = []
        self.names: ChineseNameEngine | None = None
        for recognizer in analyzer.registry.recognizers:
            if isinstance(recognizer, DeclaredRecognizer):
                recognizers.append(FastRecognizer(recognizer))
            elif isinstance(recognizer, SpacyRecognizer) and isinstance(
                analyzer.nlp_engine, ChineseNameEngine
            ):
                self.names = analyzer.nlp_engine
            else:
                # Leaving a recognizer out silently would be a scan that looks complete and is not.
                raise TypeError(f"the scan cannot run recognizer {type(recognizer).__name__}")
        self.minimum_score = analyzer.default_score_threshold
        self._planner = Planner(recognizers, self.minimum_score)
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
            self._personal_keys[key] = bool(len(self.findings(pa.array([key]), None)))
        return self._personal_keys[key]

    def findings(self, values: pa.Array, header: str | None) -> Findings:
        """The findings in each text of a string array without nulls."""
        found = FindingCollector()
        present = arrays.bytes_in(values)
        has_wide = not present.isdisjoint(WIDE_FIRST_BYTES)
        plan = self._planner.plan(header).within(present | _FOLDED if has_wide else present)
        cells = Cells(values, np.arange(len(values)))
        if has_wide:
            cells = self._worth_folding(cells, plan)
            cells = Cells(arrays.folded(cells.texts), cells.numbers)
        PatternScan(len(values), self.minimum_score, found).run(cells, plan)
        if self.names is not None and any(byte >= _FIRST_HAN_BYTE for byte in present):
            self._add_names(values, found)
        return found.settled()

    def _worth_folding(self, cells: Cells, plan: ScanPlan) -> Cells:
        """The cells that may hold a shape or a full-width character.

        Where most texts hold nothing, one pass that rules them out also saves looking for what to fold.
        """
        any_of = (*plan.in_text_expressions, FULL_WIDTH_CLASS)
        if len(cells) < FEW or mostly(cells, any_of):
            return cells
        wanted = arrays.matching_any(cells.texts, any_of)
        if plan.whole_cell:
            wanted = wanted | may_be_whole(cells, plan)
        return cells.where(wanted)

    def _add_names(self, values: pa.Array, found: FindingCollector) -> None:
        """Names in the texts that hold Chinese and are not covered by another finding already."""
        assert self.names is not None
        wanted = np.flatnonzero(arrays.matching(values, "[一-龥]") & ~found.covered(arrays.lengths(values)))
        texts = values.take(pa.array(wanted)).to_pylist()
        by_label: dict[str, list[tuple[int, int, int]]] = {}
        for number, entities in zip(wanted.tolist(), self.names.entities(texts), strict=True):
            for start, end, label in entities:
                by_label.setdefault(label, []).append((number, start, end))
        for label, rows in by_label.items():
            numbers, starts, ends = np.array(rows, np.int64).T
            scores = np.full(len(rows), SCORE)
            found.add(label, numbers, starts.astype(np.int32), ends.astype(np.int32), scores)
