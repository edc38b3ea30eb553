"""What the cells of a column amount to, batch after batch, in bounded memory."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa

from privacy.detection import cell_forms
from privacy.detection import texts as arrays
from privacy.detection.cell_forms import are_numbers
from privacy.detection.cells import CellGroup
from privacy.detection.findings import Findings
from privacy.detection.masking import masked
from privacy.detection.name_engine import SCORE as MODEL_SCORE
from privacy.detection.second_look import AnalysedGroup
from privacy.detection.whole_cells import unsure, whole_values, without_masked

# Masked shapes kept per column and type; the commonest one becomes the example.
_SHAPES = 64
# Findings per batch, column and type that are masked for it: more would not change which one is commonest.
_SHAPES_A_BATCH = 500
# Paths kept per column: beyond, a JSON column is a map with data for keys and counts as one path.
_PATHS = 500
OTHER_PATHS = "$.*"


@dataclass
class EntityTally:
    """Counts of one entity type in one column or path; cells count once, findings each.

    cells:        with a finding
    whole_cells:  that are nothing but a value
    number_cells: whole cells without letters
    certain:      cells that mention one beyond doubt (`收件人张三`), whatever the model thinks
    unsure:       whole cells of a form that other things share
    forms:        whole cells by form (`cell_forms`)
    unprompted:   of a sample, whole cells by form when the header is left out of it
    """

    cells: int = 0
    whole_cells: int = 0
    number_cells: int = 0
    certain: int = 0
    unsure: int = 0
    findings: int = 0
    score_sum: float = 0.0
    shapes: Counter[str] = field(default_factory=Counter)
    forms: Counter[int] = field(default_factory=Counter)
    unprompted: Counter[int] = field(default_factory=Counter)

    @property
    def mean_score(self) -> float:
        return self.score_sum / self.findings if self.findings else 0.0


@dataclass
class GroupTally:
    """Counts of one column or JSON path; `number_cells` hold digits and signs only.

    forms:      cells by form, without placeholders
    unprompted: cells by form of the sample looked at without the header; empty where it changes nothing
    """

    header: str
    cells: int = 0
    number_cells: int = 0
    characters: int = 0
    forms: Counter[int] = field(default_factory=Counter)
    unprompted: Counter[int] = field(default_factory=Counter)
    entities: dict[str, EntityTally] = field(default_factory=dict)


class ColumnTally:
    """Adds up the findings of one table. Holds counts and masked shapes only, no values."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.rows = 0
        self.groups: dict[tuple[str, str | None], GroupTally] = {}

    def add(self, rows: int, analysed: Iterable[AnalysedGroup]) -> None:
        """Adds a batch of `rows` rows, as analysed by `scan.analyse_batch`."""
        self.rows += rows
        for entry in analysed:
            self._add_group(entry)

    def merge(self, other: "ColumnTally") -> None:
        """Adds what another tally of the same table has counted."""
        self.rows += other.rows
        for (column, path), theirs in other.groups.items():
            ours = self._group_tally(column, path, theirs.header)
            _add_counts(ours, theirs)
            for entity_type, entity in theirs.entities.items():
                _add_counts(ours.entities.setdefault(entity_type, EntityTally()), entity)

    def _add_group(self, analysed: AnalysedGroup) -> None:
        group, findings, unprompted = analysed
        tally = self._group_tally(group.column, group.path, group.header)
        times = np.bincount(group.codes, minlength=len(group.values))
        lengths = arrays.lengths(group.values)
        is_number = are_numbers(group.values)
        forms = cell_forms.forms(group.values, lengths, is_number)
        tally.cells += len(group.codes)
        tally.characters += int(times @ lengths)
        tally.number_cells += int(times[is_number].sum())
        tally.forms.update(cell_forms.counts(forms, times))
        if unprompted is not None:
            tally.unprompted.update(unprompted.cells)
            for entity_type, of_form in unprompted.types.items():
                tally.entities.setdefault(entity_type, EntityTally()).unprompted.update(of_form)
        findings = without_masked(group.values, findings, lengths)
        if not len(findings):
            return
        weights = times[findings.texts]
        is_whole = whole_values(group, findings, lengths)
        certain = ~is_whole & (findings.scores > MODEL_SCORE)
        for code, entity_type in enumerate(findings.entity_types):
            of_type = findings.types == code
            if not of_type.any():
                continue
            entity = tally.entities.setdefault(entity_type, EntityTally())
            texts, counts = findings.texts[of_type], weights[of_type]
            entity.findings += int(counts.sum())
            entity.score_sum += float(findings.scores[of_type] @ counts)
            entity.cells += _cells(texts, times)
            whole_texts = np.unique(texts[is_whole[of_type]])
            entity.whole_cells += int(times[whole_texts].sum())
            entity.number_cells += int(times[whole_texts[is_number[whole_texts]]].sum())
            entity.certain += _cells(texts[certain[of_type]], times)
            doubtful = unsure(entity_type, group.values.take(pa.array(whole_texts)))
            entity.unsure += int(times[whole_texts[doubtful]].sum())
            entity.forms.update(cell_forms.counts(forms[whole_texts], times[whole_texts]))
            _add_shapes(entity, group, findings, np.flatnonzero(of_type)[:_SHAPES_A_BATCH], times)

    def _group_tally(self, column: str, path: str | None, header: str) -> GroupTally:
        key = (column, path)
        if key not in self.groups and sum(known == column for known, _ in self.groups) >= _PATHS:
            key = (column, OTHER_PATHS)
        return self.groups.setdefault(key, GroupTally(header))


def _add_counts(ours: GroupTally | EntityTally, theirs: GroupTally | EntityTally) -> None:
    """Adds every number and counter of one tally to another of the same kind."""
    for name, value in vars(theirs).items():
        if isinstance(value, Counter):
            getattr(ours, name).update(value)
        elif isinstance(value, int | float):
            setattr(ours, name, getattr(ours, name) + value)


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


def _cells(texts: np.ndarray, times: np.ndarray) -> int:
    """Cells with one of these texts; the texts ascend and may repeat."""
    return int(times[texts[np.diff(texts, prepend=-1) > 0]].sum())
