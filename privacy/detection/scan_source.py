"""Scans a table that arrives as record batches: verdicts, or findings cell by cell."""

from collections.abc import Callable, Iterable, Iterator, Mapping

import pyarrow as pa
from presidio_analyzer import AnalyzerEngine

from privacy.detection.parallel import ScanProcesses
from privacy.detection.scan import scan_batch
from privacy.detection.tally import ColumnTally
from privacy.detection.verdict import ColumnVerdict, verdicts

# Rows handed on at once: bounds memory, whatever size the batches of a source have.
BATCH_ROWS = 65_536

Progress = Callable[[int], None]


def scan_batches(
    batches: Iterable[pa.RecordBatch],
    analyzer: AnalyzerEngine,
    *,
    table: str,
    sensitivity: Mapping[str, str],
    headers: Mapping[str, str] | None = None,
    total_rows: int | None = None,
    on_progress: Progress | None = None,
) -> list[ColumnVerdict]:
    """The verdicts of a table.

    Args:
        sensitivity: entity type -> grade of policy.
        headers: column -> words that describe it better than its name.
        total_rows: rows of the table when `batches` are only a sample of it.
        on_progress: called with the number of rows scanned so far after each batch.
    """
    tally = ColumnTally(table)
    with ScanProcesses(analyzer, headers=headers) as processes:
        for _, part in processes.in_order((None, batch) for batch in _bounded(batches)):
            assert part is not None
            tally.merge(part)
            if on_progress is not None:
                on_progress(tally.rows)
    return verdicts(tally, sensitivity, total_rows)


def scan_cells(
    batches: Iterable[pa.RecordBatch],
    analyzer: AnalyzerEngine,
    *,
    table: str,
    headers: Mapping[str, str] | None = None,
) -> Iterator[pa.Table]:
    """The findings of each batch in `scan.FINDINGS_SCHEMA`, rows counted over the whole table."""
    first_row = 0
    for batch in _bounded(batches):
        yield scan_batch(batch, analyzer, table=table, first_row=first_row, headers=headers)
        first_row += batch.num_rows


def _bounded(batches: Iterable[pa.RecordBatch]) -> Iterator[pa.RecordBatch]:
    for batch in batches:
        for start in range(0, batch.num_rows, BATCH_ROWS):
            yield batch.slice(start, BATCH_ROWS)
