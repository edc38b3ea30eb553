"""The scan kernel: a record batch in, the personal data in its cells out.

The findings are those of `overlap.resolve(analyzer.analyze(text, "zh", context=[header]))` for
every cell, at a fraction of the cost: repeated values once, whole arrays where a column is of one kind,
recognizers only on texts that a linear-time pass could not rule out, the name model in batches.
"""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
from presidio_analyzer import AnalyzerEngine

from privacy.detection.cells import CellGroup, cell_groups
from privacy.detection.findings import Findings, per_cell
from privacy.detection.second_look import AnalysedGroup, analysed
from privacy.detection.value_scanner import ValueScanner

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
    scanner = ValueScanner.of(analyzer)
    parts = [
        _expand(group, scanner.findings(group.values, group.header), table, first_row)
        for group in cell_groups(batch, headers or {}, scanner.is_personal_key)
    ]
    return pa.concat_tables([FINDINGS_SCHEMA.empty_table(), *parts])


def analyse_batch(
    batch: pa.RecordBatch, analyzer: AnalyzerEngine, headers: Mapping[str, str] | None = None
) -> list[AnalysedGroup]:
    """The cells of a batch, grouped by column and JSON path, with what a verdict needs to know of each."""
    groups = cell_groups(batch, headers or {}, ValueScanner.of(analyzer).is_personal_key)
    return [analysed(group, analyzer) for group in groups]


def _expand(group: CellGroup, findings: Findings, table: str, first_row: int) -> pa.Table:
    """From findings per value to findings per cell, by row and position."""
    if not len(findings):
        return FINDINGS_SCHEMA.empty_table()
    chosen, cells = per_cell(findings.texts, group.codes, len(group.values))
    rows = group.rows[cells]
    order = np.argsort(rows, kind="stable") if np.any(np.diff(rows) < 0) else slice(None)
    chosen, total = chosen[order], len(chosen)
    types = pa.DictionaryArray.from_arrays(
        pa.array(findings.types[chosen]), pa.array(findings.entity_types, pa.string())
    )
    columns = [
        pa.repeat(pa.scalar(table, pa.string()), total),
        pa.repeat(pa.scalar(group.column, pa.string()), total),
        pa.repeat(pa.scalar(group.path, pa.string()), total),
        pa.array(rows[order] + first_row, pa.int64()),
        types.dictionary_decode(),
        pa.array(findings.starts[chosen], pa.int32()),
        pa.array(findings.ends[chosen], pa.int32()),
        pa.array(findings.scores[chosen], pa.float64()),
    ]
    return pa.table(columns, schema=FINDINGS_SCHEMA)
