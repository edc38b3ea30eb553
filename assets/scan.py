"""The scan: every cell of every table of every store, and what kinds of personal information they hold.

Chunks whose content was scanned before are not read again; their tallies are merged with those of new ones.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dagster as dg

from assets.house_style import NIGHTLY, PRIVACY_TEAM, RETRIES, both, column_schema
from assets.progress import report_progress
from assets.resource import QuanyiResource
from assets.run import Run
from assets.scan_history import record_scan
from assets.scan_verdicts import finding_rows, table_mark, table_reading, table_verdicts
from policy.text import Text
from privacy.detection.incremental.coverage import TableCoverage, summary
from privacy.detection.verdict_history import TableReading, Unread, VerdictRecord
from privacy.stores.catalog import Table, unreadable
from warehouse.contracts import load_contracts
from warehouse.database import record_fresh, record_unusable
from warehouse.workspace import TIMEZONE, Workspace
from warehouse.write_entity import write_entity

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine


CONTRACT = load_contracts()["pii_findings"]
FULL_SCAN_TAG = "quanyi/full_scan"
UNDER_WAY = Text(zh="扫描中断，尚未完成；再次运行会接着扫描", en="the scan broke off; the next run goes on")


@dg.asset(
    deps=["catalog"],
    group_name="privacy",
    description=both(
        Text(
            zh="逐格扫描所有存储，按列给出个人信息种类、占比与理由；只存计数与掩码形状。内容未变的块不再读取。",
            en="Scans every cell of every store; per column the kinds of personal information found, their "
            "share and why. Counts and masked shapes only. Chunks whose content is unchanged are not read "
            "again; the run tag quanyi/full_scan = true reads everything.",
        )
    ),
    owners=[PRIVACY_TEAM],
    kinds={"presidio", "duckdb"},
    tags={"layer": "privacy"},
    metadata={"dagster/column_schema": column_schema(CONTRACT)},
    retry_policy=RETRIES,
    freshness_policy=NIGHTLY,
)
def pii_findings(context: dg.AssetExecutionContext, quanyi: QuanyiResource) -> dg.MaterializeResult:
    from privacy.detection.engine import build_analyzer

    run = quanyi.run
    # Whatever ends this scan early leaves no findings that count as today's.
    record_unusable(run.warehouse, CONTRACT.entity, "failed", UNDER_WAY)
    catalog = run.control.latest_catalogs(1)[0]
    full = context.run.tags.get(FULL_SCAN_TAG) == "true"
    try:
        scan = scan_stores(run, build_analyzer(), catalog.tables, full=full)
    except (KeyboardInterrupt, dg.DagsterExecutionInterruptedError) as interrupt:
        # Dagster's retry policy would begin again what somebody just stopped.
        raise dg.Failure("interrupted", allow_retries=False) from interrupt
    forget_dropped_tables(run, catalog.tables)
    record_findings(run, scan.rows)
    if scan.unfinished is not None:
        record_unusable(run.warehouse, CONTRACT.entity, "failed", scan.unfinished)
        context.log.warning(scan.unfinished.en)
    for error in run.session.failed.values():
        context.log.warning(error.line("en"))
    history = record_scan(run, scan.verdicts, scan.readings, scan.unread)
    for line in history.overrides_to_review:
        context.log.warning(line.en)
    types = Counter(row["entity_type"] for row in scan.rows)
    covered = summary(scan.coverage)
    lines = [f"- {entry.store}.{entry.table}: {entry.describe().en}" for entry in scan.coverage]
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(scan.rows),
            "columns with personal information": len(
                {(r["store"], r["table"], r["column"]) for r in scan.rows}
            ),
            "by type": dict(types.most_common()),
            "chunks read": sum(entry.read for entry in scan.coverage),
            "chunks skipped": sum(entry.skipped for entry in scan.coverage),
            "chunks left": sum(entry.left for entry in scan.coverage),
            "coverage": f"{covered.zh}\n{covered.en}",
            "what was read and skipped": dg.MetadataValue.md("\n".join(lines) or "nothing"),
            **history.metadata(),
        }
    )


@dataclass(frozen=True)
class StoreScan:
    """A scan of some tables.

    Attributes:
        rows: rows of `pii_findings`: one a column (or JSON path) and kind found in it.
        verdicts, readings: of the tables that were read whole, for the history.
        unread: tables and stores that were not.
        unfinished: which tables the login may not read, or how far the scan is where a store's window closed
            before its end; else None.
    """

    rows: tuple[dict[str, Any], ...]
    coverage: tuple[TableCoverage, ...]
    unfinished: Text | None
    verdicts: tuple[VerdictRecord, ...] = ()
    readings: tuple[TableReading, ...] = ()
    unread: tuple[Unread, ...] = ()


def scan_tables(run: Run, analyzer: "AnalyzerEngine", tables: Sequence[Table]) -> tuple[dict[str, Any], ...]:
    """The rows of `pii_findings` of these tables."""
    return scan_stores(run, analyzer, tables).rows


def scan_stores(
    run: Run, analyzer: "AnalyzerEngine", tables: Sequence[Table], *, full: bool = False
) -> StoreScan:
    """Scan what is new or changed in these tables, and judge them by all they hold.

    Args:
        full: read everything, whatever was scanned before.
    """
    from privacy.detection.incremental.chunk_scan import scan_chunks
    from privacy.detection.incremental.memory import Setting, open_memory
    from privacy.detection.incremental.pace import Pace
    from privacy.detection.incremental.sources import chunk_source

    stores = {store.name: store for store in run.workspace.config.stores}
    paces = {name: Pace(store.scan, _now) for name, store in stores.items()}
    progress = _Progress(sum(table.row_count or 0 for table in tables))
    rows: list[dict[str, Any]] = []
    coverage: list[TableCoverage] = []
    records: list[VerdictRecord] = []
    readings: list[TableReading] = []
    unread = [Unread(name, None, "store_failed") for name in run.session.failed]
    unread += [Unread(table.store, table.name, "not_permitted") for table in tables if not table.is_readable]
    with open_memory(memory_path(run.workspace)) as memory:
        for table in (table for table in tables if table.is_readable):
            setting = Setting.of(table)
            try:
                scanned = scan_chunks(
                    chunk_source(run.session.connection, stores[table.store], table),
                    setting,
                    memory,
                    analyzer,
                    paces[table.store],
                    full=full,
                    on_rows=progress.add,
                )
            except BaseException:
                record_unusable(run.warehouse, CONTRACT.entity, "failed", progress.broken_off())
                raise
            coverage.append(scanned.coverage)
            found = list(table_verdicts(run, table, scanned.tally))
            rows.extend(finding_rows(run, found))
            if scanned.coverage.left:
                unread.append(Unread(table.store, table.name, "unfinished"))
                continue
            mark = table_mark(run, memory, setting, scanned)
            readings.append(table_reading(run, table, scanned.coverage, mark))
            records.extend(found)
        memory.record_coverage(run.run_id, coverage)
    hidden = unreadable(tables)
    unfinished = (
        Text(zh=hidden.line("zh"), en=hidden.line("en")) if hidden else _unfinished(run, coverage, progress)
    )
    return StoreScan(tuple(rows), tuple(coverage), unfinished, tuple(records), tuple(readings), tuple(unread))


def record_findings(run: Run, rows: Sequence[dict[str, Any]]) -> None:
    """Replace the findings; they are usable only when every store answered."""
    write_entity(run.warehouse, CONTRACT, rows)
    record_fresh(run.warehouse, CONTRACT, run.as_of)
    if run.session.failed:
        # Findings of a store that did not answer are unknown, so no check may take the rest for all.
        error = next(iter(run.session.failed.values()))
        record_unusable(
            run.warehouse, CONTRACT.entity, "failed", Text(zh=error.line("zh"), en=error.line("en"))
        )


def forget_dropped_tables(run: Run, tables: Sequence[Table]) -> None:
    """Drop what is remembered of tables that the stores which answered no longer have."""
    from privacy.detection.incremental.memory import open_memory

    with open_memory(memory_path(run.workspace)) as memory:
        for store in run.workspace.config.stores:
            if store.name not in run.session.failed:
                memory.keep_tables(store.name, {table.name for table in tables if table.store == store.name})


def scan_coverage(workspace: Workspace, run_id: str) -> list[TableCoverage]:
    """How much of each table the run read; empty when it scanned nothing."""
    from privacy.detection.incremental.memory import open_memory

    with open_memory(memory_path(workspace)) as memory:
        return memory.coverage(run_id)


def memory_path(workspace: Workspace) -> Path:
    return workspace.data_dir / "scan_memory.sqlite"


def _unfinished(run: Run, coverage: Sequence[TableCoverage], progress: "_Progress") -> Text | None:
    waiting = sorted({entry.store for entry in coverage if entry.left})
    if not waiting:
        return None
    windows = {
        store.name: store.scan.window for store in run.workspace.config.stores if store.name in waiting
    }
    zh = "、".join(f"{name}（{window}）" for name, window in windows.items())
    en = ", ".join(f"{name} ({window})" for name, window in windows.items())
    done, total = f"{progress.done:,}", f"{progress.total:,}"
    return Text(
        zh=f"扫描未完成，已扫 {done} / {total} 行；等待下一个扫描时段：{zh}",
        en=f"the scan is not complete: {done} of {total} rows; it goes on in the window of {en}",
    )


@dataclass
class _Progress:
    """Rows whose findings are known, of all rows that the catalog counted."""

    total: int
    done: int = 0

    def add(self, rows: int) -> None:
        self.done += rows
        report_progress("scan (rows)", min(self.done, self.total), self.total)

    def broken_off(self) -> Text:
        how_far = f"{self.done:,} / {self.total:,}"
        return Text(zh=f"{UNDER_WAY.zh}（已扫 {how_far} 行）", en=f"{UNDER_WAY.en} ({how_far} rows done)")


def _now() -> datetime:
    return datetime.now(TIMEZONE)
