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
from privacy.detection.scan_plan import PlannedShape, ScanPlan, union
from privacy.detection.shape_search import search

# Below this many texts, choosing a shape costs more than it saves.
_FEW = 128
_SAMPLE = 48
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

    def sample(self) -> list[str]:
        step = max(1, len(self) // _SAMPLE)
        texts: list[str] = self.texts.take(pa.array(np.arange(0, len(self), step))).to_pylist()
        return texts


class PatternScan:
    """One scan of an array of distinct texts; findings go to `found`."""

    def __init__(self, minimum_score: float, found: FindingCollector) -> None:
        self._minimum_score = minimum_score
        self._found = found

    def run(self, cells: Cells, plan: ScanPlan, tried: frozenset[PlannedShape] = frozenset()) -> None:
        while len(cells):
            planned = _commonest(cells, [shape for shape in plan.deciding if shape not in tried])
            if planned is None:
                self._search(cells, plan)
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
        for expression in (facts.shorter, plan.rivals(planned)):
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

    def _search(self, cells: Cells, plan: ScanPlan) -> None:
        for expression, shapes in (
            (plan.in_text_expression, plan.in_text),
            (plan.whole_cell_expression, plan.whole_cell),
        ):
            if expression is not None:
                possible = cells.where(arrays.matching(cells.texts, expression))
                self._search_each(possible, shapes)

    def _search_each(self, cells: Cells, shapes: tuple[PlannedShape, ...]) -> None:
        """Narrows the cells down for shapes that are rare, so that each sees only texts it may be in."""
        if not len(cells):
            return
        certain = [shape for shape in shapes if shape.certain]
        self._search_common_first(cells, certain)
        conditional = [shape for shape in shapes if not shape.certain]
        if conditional:
            confirmed = cells.where(arrays.matching(cells.texts, union(s.words for s in conditional) or ""))
            if len(confirmed):
                self._search_common_first(confirmed, conditional)

    def _search_common_first(self, cells: Cells, shapes: list[PlannedShape]) -> None:
        common = _common(cells, shapes)
        whole: dict[str, np.ndarray] = {}
        for shape in common:
            self._search_shape(cells, shape, whole)
        rare = [shape for shape in shapes if shape not in common]
        if rare:
            some = arrays.matching(cells.texts, union(shape.shape.prefilter for shape in rare) or "")
            rest = cells.where(some) if some.any() else None
            if rest is not None:
                kept = {name: mask[some] for name, mask in whole.items()}
                for shape in rare:
                    self._search_shape(rest, shape, kept)

    def _search_shape(self, cells: Cells, planned: PlannedShape, whole: dict[str, np.ndarray]) -> None:
        """Searches one shape; `whole` marks, per recognizer, cells that a better shape spans already.

        Nothing of the same type inside a finding that is the whole text survives the overlap rule, nor
        does the whole text again with a lower score.
        """
        name = planned.recognizer.name
        done = whole.setdefault(name, np.full(len(cells), -1.0))
        positions = np.flatnonzero(done < planned.shape.score)
        open_ = cells.where(done < planned.shape.score)
        for expression in (planned.shape.prefilter, *(() if planned.certain else (planned.words,))):
            candidates = arrays.matching(open_.texts, expression)
            positions, open_ = positions[candidates], open_.where(candidates)
        if len(open_):
            spans_all = search(planned, open_.texts, open_.numbers, self._minimum_score, self._found)
            done[positions[spans_all]] = planned.shape.score


def _commonest(cells: Cells, shapes: list[PlannedShape]) -> PlannedShape | None:
    """The shape that most texts of a sample consist of, if that is often enough."""
    if len(cells) < _FEW or not shapes:
        return None
    sample = cells.sample()
    counts = [sum(shape.recognizer.is_whole(shape.number, text) for text in sample) for shape in shapes]
    best = max(range(len(shapes)), key=counts.__getitem__)
    return shapes[best] if counts[best] >= _OFTEN * len(sample) else None


def _common(cells: Cells, shapes: list[PlannedShape]) -> list[PlannedShape]:
    """The shapes that many texts hold, all of them where there are few texts."""
    if len(cells) < _FEW:
        return []
    sample = Cells(pa.array(cells.sample(), pa.string()), np.empty(0))
    needed = _OFTEN * len(sample.texts)
    return [
        shape for shape in shapes if arrays.matching(sample.texts, shape.shape.prefilter).sum() >= needed
    ]
