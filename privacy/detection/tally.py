"""What the cells of a column amount to, batch after batch, in bounded memory."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import pyarrow.compute as pc

from privacy.detection.cells import CellGroup
from privacy.detection.masking import masked
from privacy.detection.scan import GroupFindings
from privacy.detection.spans import Span

# Masked shapes kept per column and type; the commonest one becomes the example.
_SHAPES = 64
# Paths kept per column: beyond, a JSON column is a map with data for keys and counts as one path.
_PATHS = 500
OTHER_PATHS = "$.*"

# A cell is "nothing but" a value where the finding covers this share of it. Addresses begin the cell
# and may end in remarks ("放门口"), everything else stands alone or does not.
_WHOLE = 0.8
_WHOLE_ADDRESS = 0.5


@dataclass
class EntityTally:
    """Counts of one entity type in one column or path; cells count once, findings each."""

    cells: int = 0
    whole_cells: int = 0
    findings: int = 0
    score_sum: float = 0.0
    shapes: Counter[str] = field(default_factory=Counter)

    @property
    def mean_score(self) -> float:
        return self.score_sum / self.findings if self.findings else 0.0


@dataclass
class GroupTally:
    """Counts of one column or JSON path."""

    header: str
    cells: int = 0
    characters: int = 0
    entities: dict[str, EntityTally] = field(default_factory=dict)


class ColumnTally:
    """Adds up the findings of one table. Holds counts and masked shapes only, no values."""

    def __init__(self, table: str) -> None:
        self.table = table
        self.rows = 0
        self.groups: dict[tuple[str, str | None], GroupTally] = {}

    def add(self, rows: int, analysed: Iterable[tuple[CellGroup, GroupFindings]]) -> None:
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
            ours.characters += theirs.characters
            for entity_type, entity in theirs.entities.items():
                mine = ours.entities.setdefault(entity_type, EntityTally())
                mine.cells += entity.cells
                mine.whole_cells += entity.whole_cells
                mine.findings += entity.findings
                mine.score_sum += entity.score_sum
                mine.shapes.update(entity.shapes)

    def _add_group(self, group: CellGroup, findings: GroupFindings) -> None:
        tally = self._group_tally(group)
        times = np.bincount(group.codes, minlength=len(group.values))
        tally.cells += len(group.codes)
        tally.characters += int(times @ _lengths(group))
        for index, spans in findings.items():
            text = group.values[index].as_py()
            count = int(times[index])
            length = len(text.strip())
            seen: dict[str, bool] = {}
            for span in spans:
                entity = tally.entities.setdefault(span.entity_type, EntityTally())
                entity.findings += count
                entity.score_sum += span.score * count
                whole = _is_whole(span, text, length)
                seen[span.entity_type] = seen.get(span.entity_type, False) or whole
                shape = masked(span.entity_type, text[span.start : span.end])
                if len(entity.shapes) < _SHAPES or shape in entity.shapes:
                    entity.shapes[shape] += count
            for entity_type, whole in seen.items():
                entity = tally.entities[entity_type]
                entity.cells += count
                entity.whole_cells += count if whole else 0

    def _group_tally(self, group: CellGroup) -> GroupTally:
        key = (group.column, group.path)
        if key not in self.groups and sum(column == group.column for column, _ in self.groups) >= _PATHS:
            key = (group.column, OTHER_PATHS)
        return self.groups.setdefault(key, GroupTally(group.header))


def _is_whole(span: Span, text: str, length: int) -> bool:
    if span.entity_type == "ADDRESS":
        return not text[: span.start].strip() and span.end - span.start >= _WHOLE_ADDRESS * length
    return span.end - span.start >= _WHOLE * length


def _lengths(group: CellGroup) -> np.ndarray:
    return pc.utf8_length(group.values).to_numpy(zero_copy_only=False)
