"""Scans the chunks of a table that are new or changed, and merges what all its chunks amount to."""

from collections.abc import Callable, Iterator
from enum import Enum, auto

import pyarrow as pa
from presidio_analyzer import AnalyzerEngine

from policy.text import Text
from privacy.detection.incremental.chunk import BATCH_ROWS, ChunkSource, Reading
from privacy.detection.incremental.coverage import TableCoverage
from privacy.detection.incremental.marked_table import MarkedTable
from privacy.detection.incremental.memory import ScanMemory, Setting
from privacy.detection.incremental.pace import Pace
from privacy.detection.incremental.row_scan import scan_rows
from privacy.detection.incremental.scanned_table import (
    FIRST_SCAN,
    FULL_SCAN,
    NEW_CONTENT,
    NEW_RULES,
    ScannedTable,
)
from privacy.detection.parallel import ScanProcesses
from privacy.detection.tally import ColumnTally


def scan_chunks(
    source: ChunkSource | MarkedTable,
    setting: Setting,
    memory: ScanMemory,
    analyzer: AnalyzerEngine,
    pace: Pace,
    *,
    full: bool = False,
    on_rows: Callable[[int], None] = lambda rows: None,
) -> ScannedTable:
    """Bring the memory of a table up to date and merge it.

    Each chunk is remembered as soon as it is scanned, so an interrupted scan goes on where it stopped.
    What is no longer in the table is forgotten once all its chunks are known. Outside its window the store is
    not read at all, not even to see what changed.

    Args:
        full: scan every chunk, whatever is remembered.
        on_rows: called with the number of rows each batch, or each skipped chunk, has brought done.
    """
    if not pace.is_open():
        # How much there is to read is not known: at least one chunk.
        cause = NEW_CONTENT if memory.knows_table(setting) else FIRST_SCAN
        coverage = TableCoverage(setting.store, setting.table, 0, 0, 1, 0, source.method, cause)
        return ScannedTable(ColumnTally(setting.table), coverage)
    if isinstance(source, MarkedTable):
        scanned_rows = scan_rows(source, setting, memory, analyzer, pace, full=full, on_rows=on_rows)
        if scanned_rows is not None:
            memory.keep_only(setting, set())
            return scanned_rows
        source = source.without_mark()
    else:
        memory.rows(setting).forget()
    known: set[str] = set() if full else memory.fingerprints(setting)
    cause = _cause(memory, setting, full, bool(known))
    tally, part = ColumnTally(setting.table), ColumnTally("")
    read = skipped = left = rows_read = 0
    current = set()
    with ScanProcesses(analyzer) as processes:
        for (step, fingerprint), scanned in processes.in_order(_steps(source, known, pace)):
            if scanned is not None:
                part.merge(scanned)
                on_rows(scanned.rows)
                continue
            if step is _Step.KNOWN:
                part = memory.tally(setting, fingerprint)
                skipped += 1
                on_rows(part.rows)
            elif step is _Step.LEFT:
                left += 1
            else:
                read += 1
                rows_read += part.rows
                if fingerprint:
                    memory.remember(setting, fingerprint, part)
            if step is not _Step.LEFT:
                tally.merge(part)
            if fingerprint:
                current.add(fingerprint)
            part = ColumnTally("")
    if not left:
        memory.keep_only(setting, current)
    coverage = TableCoverage(
        setting.store, setting.table, read, skipped, left, rows_read, source.method, cause
    )
    return ScannedTable(tally, coverage)


class _Step(Enum):
    """What has become of a chunk, or that a piece of it has been read."""

    PIECE = auto()
    READ = auto()
    KNOWN = auto()
    LEFT = auto()


def _steps(
    source: ChunkSource, known: set[str], pace: Pace
) -> Iterator[tuple[tuple[_Step, str], pa.RecordBatch | None]]:
    """The rows of the chunks that are not known, and how each chunk ended: left where the window closed.

    With it comes the fingerprint of what was read, empty where nobody can vouch for it.
    """
    for chunk in source.chunks():
        if chunk.fingerprint in known:
            yield (_Step.KNOWN, chunk.fingerprint), None
        elif pace.is_open():
            yield from _pieces(source.read(chunk), known, pace)
        else:
            yield (_Step.LEFT, ""), None


def _pieces(
    reading: Reading, known: set[str], pace: Pace
) -> Iterator[tuple[tuple[_Step, str], pa.RecordBatch | None]]:
    for batch in reading.batches:
        if not pace.is_open():
            yield (_Step.LEFT, ""), None
            return
        for start in range(0, batch.num_rows, BATCH_ROWS):
            piece = batch.slice(start, BATCH_ROWS)
            yield (_Step.PIECE, ""), piece
            pace.spend(piece.num_rows)
    fingerprint = reading.fingerprint() or ""
    if fingerprint:
        known.add(fingerprint)
    yield (_Step.READ, fingerprint), None


def _cause(memory: ScanMemory, setting: Setting, full: bool, some_known: bool) -> Text:
    if full:
        return FULL_SCAN
    if some_known:
        return NEW_CONTENT
    return NEW_RULES if memory.knows_table(setting) else FIRST_SCAN
