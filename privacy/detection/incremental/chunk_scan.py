"""Scans the chunks of a table that are new or changed, and merges what all its chunks amount to."""

from collections.abc import Callable
from dataclasses import dataclass

from presidio_analyzer import AnalyzerEngine

from policy.text import Text
from privacy.detection.incremental.chunk import BATCH_ROWS, Chunk, ChunkSource
from privacy.detection.incremental.coverage import TableCoverage
from privacy.detection.incremental.memory import ScanMemory, Setting
from privacy.detection.incremental.pace import Pace
from privacy.detection.scan import analyse_batch
from privacy.detection.tally import ColumnTally

FULL_SCAN = Text(zh="要求全量扫描", en="a full scan was asked for")
FIRST_SCAN = Text(zh="首次扫描", en="first scan")
NEW_RULES = Text(zh="识别规则或列有变化", en="recognizers or columns changed")
NEW_CONTENT = Text(zh="内容新增或有变化", en="new or changed content")


@dataclass(frozen=True)
class ScannedTable:
    """The tally of all current chunks, or of those scanned so far where a pause left some."""

    tally: ColumnTally
    coverage: TableCoverage


def scan_chunks(
    source: ChunkSource,
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
    known: set[str] = set() if full else memory.fingerprints(setting)
    cause = _cause(memory, setting, full, bool(known))
    tally = ColumnTally(setting.table)
    read = skipped = left = rows_read = 0
    current = set()
    if not pace.is_open():
        # How many chunks there are is not known: at least one.
        coverage = TableCoverage(setting.store, setting.table, 0, 0, 1, 0, source.method, cause)
        return ScannedTable(ColumnTally(setting.table), coverage)
    for chunk in source.chunks():
        if chunk.fingerprint in known:
            remembered = memory.tally(setting, chunk.fingerprint)
            tally.merge(remembered)
            skipped += 1
            current.add(chunk.fingerprint)
            on_rows(remembered.rows)
            continue
        scanned = _scan(source, chunk, analyzer, pace, on_rows) if pace.is_open() else None
        if scanned is None:
            left += 1
            continue
        part, fingerprint = scanned
        tally.merge(part)
        read += 1
        rows_read += part.rows
        if fingerprint is not None:
            memory.remember(setting, fingerprint, part)
            known.add(fingerprint)
            current.add(fingerprint)
    if not left:
        memory.keep_only(setting, current)
    coverage = TableCoverage(
        setting.store, setting.table, read, skipped, left, rows_read, source.method, cause
    )
    return ScannedTable(tally, coverage)


def _scan(
    source: ChunkSource,
    chunk: Chunk,
    analyzer: AnalyzerEngine,
    pace: Pace,
    on_rows: Callable[[int], None],
) -> tuple[ColumnTally, str | None] | None:
    """The chunk's tally and the fingerprint of what was read; None when the window closed meanwhile."""
    reading = source.read(chunk)
    tally = ColumnTally("")
    for batch in reading.batches:
        if not pace.is_open():
            return None
        for start in range(0, batch.num_rows, BATCH_ROWS):
            part = batch.slice(start, BATCH_ROWS)
            tally.add(part.num_rows, analyse_batch(part, analyzer))
            pace.spend(part.num_rows)
            on_rows(part.num_rows)
    return tally, reading.fingerprint()


def _cause(memory: ScanMemory, setting: Setting, full: bool, some_known: bool) -> Text:
    if full:
        return FULL_SCAN
    if some_known:
        return NEW_CONTENT
    return NEW_RULES if memory.knows_table(setting) else FIRST_SCAN
