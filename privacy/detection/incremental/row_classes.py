"""What each row of a batch adds to its table's tally: per column or JSON path one of few classes.

A class is a `row_share` text. Added over the rows of a table, classes give the tally that
`ColumnTally.add` gives of them all at once.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
from presidio_analyzer import AnalyzerEngine

from privacy.detection import cell_forms
from privacy.detection import texts as arrays
from privacy.detection.cells import CellGroup, cell_groups
from privacy.detection.findings import Findings
from privacy.detection.incremental.finding_kinds import finding_kind_sets
from privacy.detection.incremental.header_check import header_matters
from privacy.detection.incremental.number_texts import are_small, with_number_texts
from privacy.detection.incremental.row_share import FRACTION_TEXT, CellKind, joined
from privacy.detection.second_look import prompted, unprompted_findings
from privacy.detection.value_scanner import ValueScanner
from privacy.detection.whole_cells import without_masked

Place = tuple[str, str | None]
"""Column and JSON path."""


@dataclass
class GroupCodes:
    """The rows of a batch in one column or JSON path.

    Attributes:
        classes: `row_share` texts; the first is empty and means no cell.
        codes: per row, the number of its class.
    """

    place: Place
    header: str
    classes: list[str]
    codes: np.ndarray


def row_classes(
    batch: pa.RecordBatch,
    analyzer: AnalyzerEngine,
    sampled: np.ndarray,
    wrong_headers: Collection[Place] = (),
) -> list[GroupCodes]:
    """The classes of all rows, by column and path; places without a cell are left out.

    Args:
        sampled: per row, whether it also says what its cells are without the header.
        wrong_headers: places whose header is not to be believed (`second_look`).
    """
    scanner = ValueScanner.of(analyzer)
    texts = with_number_texts(batch)
    found: dict[Place, GroupCodes] = {}
    parts: list[CellGroup] = []
    for group in cell_groups(texts.batch, {}, scanner.is_personal_key):
        place = (group.column, group.path)
        header = None if place in wrong_headers else prompted(analyzer, group.header)
        findings = scanner.findings(group.values, header)
        is_number = group.column in texts.numbers
        codes = _classes(group, findings, batch.num_rows, are_numbers=is_number)
        if header_matters(analyzer, group.header) and sampled[group.rows].any():
            parts.append(_of_rows(group, sampled))
        found[place] = codes
    for part, bare in _unprompted(parts, scanner):
        _add_unprompted(found[part.column, part.path], _classes(part, bare, batch.num_rows, are_bare=True))
    for column, fractions in texts.numbers.items():
        if fractions.any():
            empty = GroupCodes((column, None), column, [""], np.zeros(batch.num_rows, dtype=np.int64))
            codes = found.setdefault((column, None), empty)
            codes.codes[fractions] = len(codes.classes)
            codes.classes.append(FRACTION_TEXT)
    return list(found.values())


def _classes(
    group: CellGroup,
    findings: Findings,
    rows: int,
    *,
    are_numbers: bool = False,
    are_bare: bool = False,
) -> GroupCodes:
    """One class a value, then one a row."""
    lengths = arrays.lengths(group.values).astype(np.int64)
    numbers = cell_forms.are_numbers(group.values)
    forms = cell_forms.forms(group.values, lengths, numbers) - cell_forms.NO_FORM
    small = are_small(lengths, group.values) if are_numbers else np.zeros(len(lengths), dtype=bool)
    sets, set_of = finding_kind_sets(group, without_masked(group.values, findings, lengths), lengths)
    sizes = (int(lengths.max(initial=0)) + 1, 2, 2, int(forms.max(initial=0)) + 1, len(sets))
    keys = np.ravel_multi_index((lengths, numbers.astype(int), small.astype(int), forms, set_of), sizes)
    known, of_value = np.unique(keys, return_inverse=True)
    classes = [""]
    for length, number, is_small, form, chosen in zip(
        *(part.tolist() for part in np.unravel_index(known, sizes)), strict=True
    ):
        own_form = None if form == 0 else form + cell_forms.NO_FORM
        cell = CellKind(length, bool(number), bool(is_small), own_form, are_bare, sets[chosen])
        classes.append(cell.to_text())
    codes = _by_row(classes, of_value[group.codes] + 1, group.rows, rows)
    return GroupCodes((group.column, group.path), group.header, classes, codes)


def _by_row(classes: list[str], of_cell: np.ndarray, rows: np.ndarray, total: int) -> np.ndarray:
    """Per row the number of its class; a row with several cells gets a class that is their sum."""
    codes = np.zeros(total, dtype=np.int64)
    codes[rows] = of_cell
    counts = np.bincount(rows, minlength=total)
    repeated = counts[rows] > 1
    cells_of: dict[int, list[int]] = {}
    for row, code in zip(rows[repeated].tolist(), of_cell[repeated].tolist(), strict=True):
        cells_of.setdefault(row, []).append(code)
    _renumber(classes, codes, {row: tuple(sorted(cells)) for row, cells in cells_of.items()})
    return codes


def _renumber(classes: list[str], codes: np.ndarray, cells_of: Mapping[int, tuple[int, ...]]) -> None:
    """Give each row in `cells_of` the class that is the sum of the classes named there."""
    sums: dict[tuple[int, ...], int] = {}
    for row, cells in cells_of.items():
        if cells not in sums:
            classes.append(joined(classes[code] for code in cells))
            sums[cells] = len(classes) - 1
        codes[row] = sums[cells]


def _unprompted(parts: list[CellGroup], scanner: ValueScanner) -> Iterator[tuple[CellGroup, Findings]]:
    """The findings in each of these groups without their headers, which is why all are looked at together."""
    if not parts:
        return
    values = pa.concat_arrays([part.values for part in parts])
    together = unprompted_findings(values, scanner)
    first = 0
    for part in parts:
        end = first + len(part.values)
        low, high = np.searchsorted(together.texts, [first, end])
        yield part, _sliced(together, slice(low, high), first)
        first = end


def _sliced(findings: Findings, chosen: slice, first: int) -> Findings:
    return Findings(
        findings.texts[chosen] - first,
        findings.types[chosen],
        findings.starts[chosen],
        findings.ends[chosen],
        findings.scores[chosen],
        findings.entity_types,
    )


def _add_unprompted(group: GroupCodes, bare: GroupCodes) -> None:
    """Let the rows of `bare` add what it says as well."""
    chosen = np.flatnonzero(bare.codes)
    first = len(group.classes)
    group.classes += bare.classes
    pairs = zip(chosen.tolist(), group.codes[chosen].tolist(), bare.codes[chosen].tolist(), strict=True)
    _renumber(group.classes, group.codes, {row: (own, first + other) for row, own, other in pairs})


def _of_rows(group: CellGroup, chosen: np.ndarray) -> CellGroup:
    """The cells of the chosen rows."""
    cells = np.flatnonzero(chosen[group.rows])
    kept, codes = np.unique(group.codes[cells], return_inverse=True)
    return replace(group, values=group.values.take(pa.array(kept)), codes=codes, rows=group.rows[cells])
