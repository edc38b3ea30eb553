"""What the cells of a column amount to, batch after batch, in bounded memory."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from privacy.detection import texts as arrays
from privacy.detection.cells import CellGroup
from privacy.detection.findings import Findings
from privacy.detection.masking import masked
from privacy.detection.name_engine import SCORE as MODEL_SCORE

# Masked shapes kept per column and type; the commonest one becomes the example.
_SHAPES = 64
# Findings per batch, column and type that are masked for it: more would not change which one is commonest.
_SHAPES_A_BATCH = 500
# Paths kept per column: beyond, a JSON column is a map with data for keys and counts as one path.
_PATHS = 500
OTHER_PATHS = "$.*"

# A cell is "nothing but" a value where the finding covers this share of it. Addresses begin the cell
# and may end in remarks ("放门口"), everything else stands alone or does not.
_WHOLE = 0.8
_WHOLE_ADDRESS = 0.5


_BEGINS_NUMBER = np.zeros(256, dtype=bool)
_BEGINS_NUMBER[list(b"0123456789 +(-")] = True


@dataclass
class EntityTally:
    """Counts of one entity type in one column or path; cells count once, findings each.

    cells:        with a finding
    whole_cells:  that are nothing but a value
    number_cells: whole cells without letters
    certain:      cells that mention one beyond doubt (`收件人张三`), whatever the model thinks
    """

    cells: int = 0
    whole_cells: int = 0
    number_cells: int = 0
    certain: int = 0
    findings: int = 0
    score_sum: float = 0.0
    shapes: Counter[str] = field(default_factory=Counter)

    @property
    def mean_score(self) -> float:
        return self.score_sum / self.findings if self.findings else 0.0


@dataclass
class GroupTally:
    """Counts of one column or JSON path; `number_cells` hold digits and signs only."""

    header: str
    cells: int = 0
    number_cells: int = 0
    characters: int = 0
    entities: dict[str, EntityTally] = field(default_factory=dict)


class ColumnTally:
    """Adds up the findings of one table. Holds counts and masked shapes only, no values."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.rows = 0
        self.groups: dict[tuple[str, str | None], GroupTally] = {}

    def add(self, rows: int, analysed: Iterable[tuple[CellGroup, Findings]]) -> None:
        """Adds a batch of `rows` rows, as analysed by `scan.analyse_batch`."""
        self.rows += rows
        for group, findings in analysed:
            self._add_group(group, findings)

    def merge(self, other: "ColumnTally") -> None:
        """Adds what another tally of the same table has counted."""
        self.rows += other.rows
        for key, theirs in other.groups.items():
            ours = self.groups.setdefault(key, GroupTally(theirs.header))
            ours.cells += theirs.cells
            ours.number_cells += theirs.number_cells
            ours.characters += theirs.characters
            for entity_type, entity in theirs.entities.items():
                mine = ours.entities.setdefault(entity_type, EntityTally())
                mine.cells += entity.cells
                mine.whole_cells += entity.whole_cells
                mine.number_cells += entity.number_cells
                mine.certain += entity.certain
                mine.findings += entity.findings
                mine.score_sum += entity.score_sum
                mine.shapes.update(entity.shapes)

    def _add_group(self, group: CellGroup, findings: Findings) -> None:
        tally = self._group_tally(group)
        times = np.bincount(group.codes, minlength=len(group.values))
        lengths = arrays.lengths(group.values)
        tally.cells += len(group.codes)
        tally.characters += int(times @ lengths)
        is_number = _are_numbers(group.values)
        tally.number_cells += int(times[is_number].sum())
        if not len(findings):
            return
        weights = times[findings.texts]
        whole = _whole(group, findings, lengths)
        certain = ~whole & (findings.scores > MODEL_SCORE)
        for code, entity_type in enumerate(findings.entity_types):
            of_type = findings.types == code
            if not of_type.any():
                continue
            entity = tally.entities.setdefault(entity_type, EntityTally())
            texts, counts = findings.texts[of_type], weights[of_type]
            entity.findings += int(counts.sum())
            entity.score_sum += float(findings.scores[of_type] @ counts)
            entity.cells += _cells(texts, times)
            whole_texts = texts[whole[of_type]]
            entity.whole_cells += _cells(whole_texts, times)
            entity.number_cells += _cells(whole_texts[is_number[whole_texts]], times)
            entity.certain += _cells(texts[certain[of_type]], times)
            _add_shapes(entity, group, findings, np.flatnonzero(of_type)[:_SHAPES_A_BATCH], times)

    def _group_tally(self, group: CellGroup) -> GroupTally:
        key = (group.column, group.path)
        if key not in self.groups and sum(column == group.column for column, _ in self.groups) >= _PATHS:
            key = (group.column, OTHER_PATHS)
        return self.groups.setdefault(key, GroupTally(group.header))


def _add_shapes(
    entity: EntityTally, group: CellGroup, findings: Findings, chosen: np.ndarray, times: np.ndarray
) -> None:
    texts = findings.texts[chosen]
    for text, number, start, end in zip(
        group.values.take(pa.array(texts)).to_pylist(),
        texts.tolist(),
        findings.starts[chosen].tolist(),
        findings.ends[chosen].tolist(),
        strict=True,
    ):
        shape = masked(findings.entity_types[findings.types[chosen[0]]], text[start:end])
        if len(entity.shapes) < _SHAPES or shape in entity.shapes:
            entity.shapes[shape] += int(times[number])


def _are_numbers(values: pa.Array) -> np.ndarray:
    """Per text, whether it holds digits and signs only."""
    result = np.zeros(len(values), dtype=bool)
    offsets, data = arrays.raw(values)
    filled = np.flatnonzero(np.diff(offsets))
    likely = filled[_BEGINS_NUMBER[data[offsets[filled]]]]
    if len(likely):
        result[likely] = arrays.matching(values.take(pa.array(likely)), r"\A[0-9 +().,:/-]+\z")
    return result


def _cells(texts: np.ndarray, times: np.ndarray) -> int:
    """Cells with one of these texts; the texts ascend and may repeat."""
    return int(times[texts[np.diff(texts, prepend=-1) > 0]].sum())


def _whole(group: CellGroup, findings: Findings, lengths: np.ndarray) -> np.ndarray:
    """Per finding, whether its cell is nothing but a value."""
    spanned = findings.ends - findings.starts
    whole = spanned >= lengths[findings.texts]
    others = np.flatnonzero(~whole)
    if not len(others):
        return whole
    texts = group.values.take(pa.array(findings.texts[others]))
    shares = spanned[others] / np.maximum(1, arrays.lengths(pc.utf8_trim_whitespace(texts)))
    whole[others] = shares >= _WHOLE
    if "ADDRESS" in findings.entity_types:
        address = findings.types[others] == findings.entity_types.index("ADDRESS")
        candidates = np.flatnonzero(address & (shares >= _WHOLE_ADDRESS))
        starts = findings.starts[others[candidates]].tolist()
        heads = texts.take(pa.array(candidates)).to_pylist()
        whole[others[address]] = False
        whole[others[candidates]] = [
            not text[:start].strip() for text, start in zip(heads, starts, strict=True)
        ]
    return whole
