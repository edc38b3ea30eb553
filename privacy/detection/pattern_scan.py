"""The cascade: from an array of texts to the findings of all shapes of a plan.

1. Where much of a column is one shape and nothing else, those cells are decided in whole arrays.
2. One linear-time pass over the rest rules out the texts that hold no shape at all.
3. What remains is searched, shape by shape, in the texts that may hold it.
"""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from privacy.detection import texts as arrays
from privacy.detection.findings import FindingCollector
from privacy.detection.scan_plan import Expressions, PlannedShape, ScanPlan, unions
from privacy.detection.shape_search import search

# Below this many texts, choosing a shape costs more than it saves.
FEW = 128
# Below this many, making large expressions ready for a sample costs as much as a pass over all.
_MANY = 8_192
_SAMPLE = 48
# Hardly anything personal but names is written without one of these.
_OFTEN_PERSONAL = "[0-9@]"
# Share of a sample from which a shape is worth passes of its own.
_OFTEN = 0.2


@dataclass(frozen=True)
class Cells:
    """Half-width texts and their numbers in the group."""

    texts: pa.Array
    numbers: np.ndarray

    def __len__(self) -> int:
        return len(self.numbers)

    def where(self, chosen: np.ndarray) -> "Cells":
        """The cells that `chosen`, one bool a cell, picks."""
        if chosen.all():
            return self
        positions = np.flatnonzero(chosen)
        return Cells(self.texts.take(pa.array(positions)), self.numbers[positions])

    def sample(self) -> "Cells":
        """About `_SAMPLE` of the cells, evenly spread."""
        positions = np.arange(0, len(self), max(1, len(self) // _SAMPLE))
        return Cells(self.texts.take(pa.array(positions)), self.numbers[positions])


class PatternScan:
    """One scan of an array of distinct texts; findings go to `found`."""

    def __init__(self, count: int, minimum_score: float, found: FindingCollector) -> None:
        self._count = count
        self._minimum_score = minimum_score
        self._found = found
        # Recognizer -> per text, score of its best finding that spans the text.
        self._spanned: dict[str, np.ndarray] = {}

    def run(self, cells: Cells, plan: ScanPlan, tried: frozenset[PlannedShape] = frozenset()) -> None:
        while len(cells):
            planned = _commonest(cells, [shape for shape in plan.deciding if shape not in tried])
            if planned is None:
                self._search_group(cells, plan.in_text_expressions, plan.in_text)
                if plan.whole_cell:
                    cells = cells.where(may_be_whole(cells, plan))
                    self._search_group(cells, plan.whole_cell_expressions, plan.whole_cell)
                return
            tried |= {planned}
            cells = self._decide(cells, plan, planned, tried)

    def _decide(
        self, cells: Cells, plan: ScanPlan, planned: PlannedShape, tried: frozenset[PlannedShape]
    ) -> Cells:
        """Settles the cells that are a match of `planned` as a whole; returns the others.

        A finding that spans the cell beats all shorter ones, so only a shape that spans it too could win.
        """
        facts = planned.facts
        is_match = arrays.matching(cells.texts, facts.whole)
        matches = cells.where(is_match)
        unsure = np.zeros(len(matches), dtype=bool)
        for expression in (facts.shorter, *plan.rivals(planned)):
            if expression is not None:
                unsure = unsure | arrays.matching(matches.texts, expression)
        sure = matches.where(~unsure)
        valid = planned.recognizer.are_valid(sure.texts)
        self._emit_whole(sure.where(valid), planned)
        if not valid.all():
            # The whole cell is a match and no valid one: this shape has nothing else to find in it.
            self.run(sure.where(~valid), plan.without(planned), tried)
        others = ~is_match
        others[np.flatnonzero(is_match)[unsure]] = True
        return cells.where(others) if others.any() else Cells(cells.texts.slice(0, 0), cells.numbers[:0])

    def _emit_whole(self, cells: Cells, planned: PlannedShape) -> None:
        count = len(cells)
        self._found.add(
            planned.entity_type,
            cells.numbers,
            np.zeros(count, np.int32),
            arrays.lengths(cells.texts).astype(np.int32),
            np.full(count, planned.whole_score),
        )

    def _search_group(self, cells: Cells, expressions: Expressions, shapes: tuple[PlannedShape, ...]) -> None:
        if expressions and len(cells):
            possible = (
                cells
                if mostly(cells, expressions)
                else cells.where(arrays.matching_any(cells.texts, expressions))
            )
            self._search_certain(possible, [shape for shape in shapes if shape.certain])
            self._search_conditional(possible, [shape for shape in shapes if not shape.certain])

    def _search_conditional(self, cells: Cells, shapes: list[PlannedShape]) -> None:
        if shapes and len(cells):
            words = unions(shape.words for shape in shapes)
            self._search_certain(cells.where(arrays.matching_any(cells.texts, words)), shapes)

    def _search_certain(self, cells: Cells, shapes: list[PlannedShape]) -> None:
        """Searches the shapes that many texts hold in all of them, the others in those that hold any."""
        if not shapes or not len(cells):
            return
        common = _common(cells, shapes)
        for shape in common:
            self._search_shape(cells, shape)
        rare = [shape for shape in shapes if shape not in common]
        if rare:
            expressions = unions(shape.shape.prefilter for shape in rare)
            rest = cells.where(arrays.matching_any(cells.texts, expressions))
            for shape in rare:
                self._search_shape(rest, shape)

    def _search_shape(self, cells: Cells, planned: PlannedShape) -> None:
        """Searches one shape in the cells that no better shape of its recognizer spans already.

        Nothing of the same type inside a finding that is the whole text survives the overlap rule, nor
        does the whole text again with a lower score.
        """
        spanned = self._spanned.setdefault(planned.recognizer.name, np.full(self._count, -1.0))
        cells = cells.where(spanned[cells.numbers] < planned.shape.score)
        if len(cells) >= FEW:
            for expression in (planned.shape.prefilter, *(() if planned.certain else (planned.words,))):
                cells = cells.where(arrays.matching(cells.texts, expression))
        if len(cells):
            whole = search(planned, cells.texts, cells.numbers, self._minimum_score, self._found)
            spanned[cells.numbers[whole]] = planned.shape.score


def may_be_whole(cells: Cells, plan: ScanPlan) -> np.ndarray:
    """Per cell, whether a whole-cell shape can end in its last character: prose ends in a full stop."""
    if plan.whole_cell_ends is None:
        return np.ones(len(cells), dtype=bool)
    return arrays.may_end_in(cells.texts, plan.whole_cell_ends)


def mostly(cells: Cells, expressions: Expressions) -> bool:
    """Whether a pass over the cells would rule out less than half of them, by a sample."""
    if len(cells) < _MANY:
        return False
    sample = cells.sample()
    # Large expressions take milliseconds to make ready; the small one spares that in plain prose.
    return all(
        2 * int(arrays.matching_any(sample.texts, likely).sum()) > len(sample)
        for likely in ((_OFTEN_PERSONAL,), expressions)
    )


def _commonest(cells: Cells, shapes: list[PlannedShape]) -> PlannedShape | None:
    """The shape that most texts of a sample consist of, if that is often enough."""
    if len(cells) < FEW or not shapes:
        return None
    sample = cells.sample().texts.to_pylist()
    counts = [sum(shape.recognizer.is_whole(shape.number, text) for text in sample) for shape in shapes]
    best = max(range(len(shapes)), key=counts.__getitem__)
    return shapes[best] if counts[best] >= _OFTEN * len(sample) else None


def _common(cells: Cells, shapes: list[PlannedShape]) -> list[PlannedShape]:
    """The shapes that many texts hold, all of them where there are few texts."""
    if len(cells) < FEW:
        return []
    sample = cells.sample().texts.to_pylist()
    needed = _OFTEN * len(sample)
    return [shape for shape in shapes if sum(map(shape.occurs_in, sample)) >= needed]
