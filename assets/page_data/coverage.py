"""The data map's coverage: how much of each table the newest scan read, what it skipped, and why."""

from collections.abc import Iterator

from assets.run import Run
from assets.scan import scan_coverage
from assets.scan_history import latest_history
from dashboard.data import CoverageRow
from policy.text import Text
from privacy.detection.incremental.coverage import TableCoverage
from privacy.detection.verdict_history import ScanRecord
from privacy.stores.catalog import Table

UNCHANGED = Text(zh="内容未变", en="content unchanged")
WHY_UNREAD = {
    "not_permitted": Text(
        zh="账号无权读取：请授予 SELECT 权限，或用 exclude 排除",
        en="the login may not read it: grant SELECT, or leave the table out by exclude",
    ),
    "store_failed": Text(zh="数据源没有应答", en="the store did not answer"),
}


def coverage_rows(run: Run) -> tuple[CoverageRow, ...]:
    """Tables that were not read whole first; empty before the first scan."""
    history = latest_history(run.workspace)
    if history is None:
        return ()
    scan = history.scan
    covered = {(one.store, one.table): one for one in scan_coverage(run.workspace, scan.run_id)}
    catalogs = run.control.latest_catalogs(1)
    rows = list(_rows(scan, catalogs[0].tables if catalogs else (), covered))
    rows += _of_failed_stores(scan)
    return tuple(sorted(rows, key=lambda row: (row.state == "read", row.store, row.table or "")))


def _rows(
    scan: ScanRecord, tables: tuple[Table, ...], covered: dict[tuple[str, str], TableCoverage]
) -> Iterator[CoverageRow]:
    for table in tables:
        key = (table.store, table.name)
        reading, entry, unread = scan.reading(key), covered.get(key), scan.why_unread(key)
        if reading is None and unread is None:
            continue
        rows_read = entry.rows_read if entry else None
        yield CoverageRow(
            store=table.store,
            table=table.name,
            state=unread or "read",
            rows=table.row_count,
            rows_read=rows_read,
            rows_skipped=_skipped(table, entry) if unread is None else None,
            method=_method(entry) if entry else None,
            why=_why(entry) if entry else WHY_UNREAD.get(unread or ""),
            read_at=reading.read_at if reading else None,
            read_fully_at=reading.read_fully_at if reading else None,
        )


def _of_failed_stores(scan: ScanRecord) -> Iterator[CoverageRow]:
    """The tables carried over of a store that did not answer, else the store itself."""
    for one in scan.unread:
        if one.reason != "store_failed":
            continue
        known = [reading for reading in scan.readings if reading.store == one.store]
        why = WHY_UNREAD[one.reason]
        if not known:
            yield CoverageRow(one.store, None, one.reason, None, None, None, why=why)
        for reading in known:
            yield CoverageRow(
                one.store, reading.table, one.reason, None, None, None, why=why,
                read_at=reading.read_at, read_fully_at=reading.read_fully_at,
            )  # fmt: skip


def _skipped(table: Table, entry: TableCoverage | None) -> int | None:
    """Rows known from earlier scans; the table may have grown since it was counted."""
    if entry is None or table.row_count is None:
        return None
    if entry.rows is not None:
        return entry.rows.skipped
    return max(0, table.row_count - entry.rows_read)


def _method(entry: TableCoverage) -> Text:
    """How a change is recognised, and what a change mark cannot show."""
    if entry.rows is None:
        return entry.method
    trust = entry.rows.describe()
    return Text(zh=f"{entry.method.zh}；{trust.zh}", en=f"{entry.method.en}; {trust.en}")


def _why(entry: TableCoverage) -> Text | None:
    """Why rows were read, and why others were not."""
    parts = []
    if entry.read:
        parts.append(Text(zh=f"读取：{entry.cause.zh}", en=f"read: {entry.cause.en}"))
    if entry.skipped or (entry.rows is not None and entry.rows.skipped):
        parts.append(Text(zh=f"跳过：{UNCHANGED.zh}", en=f"skipped: {UNCHANGED.en}"))
    if entry.left:
        parts.append(Text(zh="尚余部分等待扫描时段", en="the rest waits for the scan's window"))
    if not parts:
        return Text(zh="空表", en="empty")
    return Text(zh="；".join(part.zh for part in parts), en="; ".join(part.en for part in parts))
