"""Brings the memory of a table's rows up to date: what changed by its mark, what came and went by its key."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np
from presidio_analyzer import AnalyzerEngine

from policy.text import Text
from privacy.detection.incremental.coverage import RowCoverage, TableCoverage
from privacy.detection.incremental.header_check import is_wrong_header
from privacy.detection.incremental.marked_table import (
    OVERLAP_SECONDS,
    ROWS_A_STATEMENT,
    MarkedBatch,
    MarkedTable,
)
from privacy.detection.incremental.memory import ScanMemory, Setting
from privacy.detection.incremental.pace import Pace
from privacy.detection.incremental.row_classes import row_classes
from privacy.detection.incremental.row_compare import Comparison, positions_of
from privacy.detection.incremental.row_memory import RowMemory, RowState
from privacy.detection.incremental.row_segment import SEGMENT_ROWS
from privacy.detection.incremental.row_totals import TooManyPaths
from privacy.detection.incremental.scanned_table import (
    FIRST_SCAN,
    FULL_SCAN,
    FULL_SCAN_DUE,
    GOING_ON,
    MANY_CHANGES,
    NEW_CONTENT,
    NEW_RULES,
    OTHER_SAMPLE,
    ScannedTable,
)

# Rows that are looked at without their headers as well: between a quarter of this and this many.
SAMPLED_ROWS = 3_200
# Share of changed rows from which reading all of them page by page is the better way.
_MANY = 0.2
# Share of rows to be looked up by their keys from which the same holds.
_MANY_BY_KEY = 0.05
# Each reading in full settles the headers and the sample; a store that changes meanwhile may need another.
_READINGS = 3


def scan_rows(
    source: MarkedTable,
    setting: Setting,
    memory: ScanMemory,
    analyzer: AnalyzerEngine,
    pace: Pace,
    *,
    full: bool,
    on_rows: Callable[[int], None],
) -> ScannedTable | None:
    """The table's tally, equal to that of a scan of all rows; None where it cannot be followed row by row.

    An interrupted reading in full goes on at its next page. All else is durable statement by statement.
    """
    rows = memory.rows(setting)
    identity = source.identity_under(setting.version)
    today = pace.now().date()
    state, cause = rows.state, NEW_CONTENT
    due = source.store.scan.full_scan_every_days
    if full:
        cause = FULL_SCAN
    elif state is None or state.identity != identity:
        cause = NEW_RULES if memory.knows_table(setting) else FIRST_SCAN
    elif date.fromisoformat(state.read_on) + timedelta(days=due) <= today:
        cause = FULL_SCAN_DUE
    elif state.unfit:
        return None
    elif state.pages_left:
        cause = GOING_ON
    scan = _RowScan(source, rows, analyzer, pace, on_rows, cause)
    try:
        is_complete = scan.run(identity, today)
    except TooManyPaths:
        memory.connection.rollback()
        rows.begin(RowState(identity, today.isoformat(), unfit=True))
        return None
    except BaseException:
        memory.connection.rollback()
        raise
    assert rows.state is not None
    read_on = date.fromisoformat(rows.state.read_on)
    skipped = max(0, rows.totals.rows - scan.rows_read)
    on_rows(skipped)
    coverage = TableCoverage(
        setting.store,
        setting.table,
        scan.pieces,
        0,
        0 if is_complete else max(1, len(rows.state.pages_left)),
        scan.rows_read,
        source.method,
        scan.cause,
        RowCoverage(source.mark, skipped, read_on.isoformat(), (read_on + timedelta(days=due)).isoformat()),
    )
    return ScannedTable(rows.totals.tally(setting.table), coverage)


def sample_of(rows: int) -> int:
    """The `RowState.sample` of a table with so many rows."""
    sample = 0
    while rows >> sample > SAMPLED_ROWS:
        sample += 2
    return sample


class _ManyChanges(Exception):
    """Reading all rows page by page is the better way."""


@dataclass
class _RowScan:
    source: MarkedTable
    rows: RowMemory
    analyzer: AnalyzerEngine
    pace: Pace
    on_rows: Callable[[int], None]
    cause: Text
    rows_read: int = 0
    pieces: int = 0
    _keys: list[np.ndarray] = field(default_factory=list)

    @property
    def state(self) -> RowState:
        assert self.rows.state is not None
        return self.rows.state

    def run(self, identity: str, today: date) -> bool:
        """Whether all is up to date; not where the window closed before."""
        latest = self.source.high_water()
        if self.cause is NEW_CONTENT:
            if not self._is_few():
                self.cause = MANY_CHANGES
            else:
                try:
                    if not (self._read_changes() and self._compare()):
                        return False
                    self._finish(latest)
                    if self._is_settled():
                        return True
                    self.cause = OTHER_SAMPLE
                except _ManyChanges:
                    self.rows.rollback()
                    self.cause = MANY_CHANGES
        for number in range(_READINGS):
            if number or self.cause is not GOING_ON:
                self._begin(identity, today, latest)
            if not (self._read_pages() and self._compare()):
                return False
            self._finish(self.state.high_water)
            if self._is_settled():
                break
        return True

    def _begin(self, identity: str, today: date, latest: str | None) -> None:
        is_same = self.state.identity == identity if self.rows.state is not None else False
        wrong = self._wrong_headers() if is_same else []
        rows = self.rows.totals.rows if is_same else self.source.table.row_count or 0
        state = RowState(identity, today.isoformat(), sample_of(rows), self.source.pages(), latest)
        state.wrong_headers = wrong
        self.rows.begin(state)

    def _read_pages(self) -> bool:
        while self.state.pages_left:
            page = self.state.pages_left[0]
            for batch in self.source.page(page):
                if not self.pace.is_open():
                    self.rows.rollback()
                    return False
                self._judge(batch)
            self._keys.clear()
            self.state.pages_left.pop(0)
            self.rows.save()
        return True

    def _is_few(self) -> bool:
        mark = self.state.high_water
        count = self.source.count_since(mark) if mark is not None else 0
        return count <= max(ROWS_A_STATEMENT, _MANY * self.rows.totals.rows)

    def _read_changes(self) -> bool:
        mark, overlap = self.state.high_water, OVERLAP_SECONDS
        while mark is not None:
            count, last = self._replace(self.source.changes(mark, overlap))
            if self.pace.is_open() and count < ROWS_A_STATEMENT:
                break
            self.state.high_water = last or mark
            self.rows.save()
            if not self.pace.is_open():
                return False
            if last == mark:
                # More rows bear one mark than a statement reads.
                raise _ManyChanges
            mark, overlap = last, 0
        return True

    def _compare(self) -> bool:
        totals = self.source.totals()
        if (totals.rows, totals.mark_parity) == (self.rows.totals.rows, self.state.mark_parity):
            return True
        comparison = Comparison(self.source, self.rows)
        missing = comparison.remove_what_is_gone(totals.rows)
        if self.cause is NEW_CONTENT and len(missing) > max(ROWS_A_STATEMENT, _MANY_BY_KEY * totals.rows):
            raise _ManyChanges
        self._replace(self.source.rows_of(missing))
        self.rows.save()
        return self.pace.is_open()

    def _replace(self, batches: Iterable[MarkedBatch]) -> tuple[int, str | None]:
        """Judge rows and forget what was known of them; (how many, mark of the last)."""
        before, count, last = self.rows.next_segment(), 0, None
        for batch in batches:
            if not self.pace.is_open():
                break
            self._judge(batch)
            count += len(batch.hashes)
            last = batch.last_mark or last
        if self._keys:
            keys = np.sort(np.concatenate(self._keys))
            self._keys.clear()
            self.rows.remove(lambda hashes: positions_of(hashes.keys, keys), before)
        return count, last

    def _judge(self, batch: MarkedBatch) -> None:
        sample = self.state.sample
        for start in range(0, len(batch.hashes), SEGMENT_ROWS):
            part = slice(start, start + SEGMENT_ROWS)
            hashes = batch.hashes.take(part)
            sampled = hashes.keys <= np.uint64((1 << 64 - sample) - 1)
            piece = batch.rows.slice(start, SEGMENT_ROWS)
            groups = row_classes(piece, self.analyzer, sampled, self.state.wrong_headers)
            self.rows.append(hashes, groups)
            self._keys.append(hashes.keys)
            self.rows_read += len(hashes)
            self.pieces += 1
            self.pace.spend(len(hashes))
            self.on_rows(len(hashes))

    def _finish(self, latest: str | None) -> None:
        self.state.high_water = latest
        self.rows.save()

    def _is_settled(self) -> bool:
        return (
            sample_of(self.rows.totals.rows) == self.state.sample
            and self._wrong_headers() == self.state.wrong_headers
        )

    def _wrong_headers(self) -> list[tuple[str, str | None]]:
        wrong = self.rows.totals.places(lambda group: is_wrong_header(self.analyzer, group))
        return sorted(wrong, key=repr)
