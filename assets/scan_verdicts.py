"""What the scan of one table amounts to: its verdicts, its reading, and the rows of `pii_findings`."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from assets.run import Run
from privacy.detection.decided_verdicts import decided_verdicts
from privacy.detection.incremental.coverage import TableCoverage
from privacy.detection.verdict_history import (
    TableReading,
    VerdictRecord,
    counting,
    current_versions,
    data_mark,
)
from privacy.keys import load_or_create_key
from privacy.stores.catalog import Table

if TYPE_CHECKING:
    from privacy.detection.incremental.memory import ScanMemory, Setting
    from privacy.detection.incremental.scanned_table import ScannedTable
    from privacy.detection.tally import ColumnTally


def table_verdicts(run: Run, table: Table, tally: "ColumnTally") -> Iterator[VerdictRecord]:
    from privacy.detection.verdict import verdicts

    pii = run.workspace.policy.pii
    grades = {name: grade.sensitivity for name, grade in pii.entity_types.items()}
    yield from decided_verdicts(verdicts(tally, grades), table, pii.overrides, grades, run.as_of)


def table_reading(run: Run, table: Table, coverage: TableCoverage, mark: str) -> TableReading:
    return TableReading(
        table.store,
        table.name,
        tuple(column.name for column in table.columns),
        mark,
        current_versions(),
        read_at=run.as_of,
        read_fully_at=None if coverage.skipped or (coverage.rows and coverage.rows.skipped) else run.as_of,
    )


def table_mark(run: Run, memory: "ScanMemory", setting: "Setting", scanned: "ScannedTable") -> str:
    """The data mark of a table whose memory is up to date: of its chunks, or of its rows' keys and marks."""
    key = load_or_create_key(run.workspace.keys_dir, "data-mark-k1")
    rows, chunks = scanned.tally.rows, scanned.coverage.chunks
    if scanned.coverage.rows is None:
        return data_mark(key, memory.fingerprints(setting), chunks, rows)
    state = memory.rows(setting).state
    return data_mark(key, [str(state.mark_parity)] if state else [], 0, rows)


def finding_rows(run: Run, records: Sequence[VerdictRecord]) -> Iterator[dict[str, Any]]:
    """Rows of `pii_findings`."""
    types = run.workspace.policy.pii.entity_types
    impersonal = {name for name, grade in types.items() if not grade.personal}
    for record in counting(records):
        yield {
            "store": record.store,
            "table": record.table,
            "column": record.column,
            "path": record.path,
            "entity_type": record.entity_type,
            "share": record.share,
            "findings": record.findings,
            "rows": record.rows,
            "mentions": record.kind == "mentions",
            "personal": record.entity_type not in impersonal,
            "sensitivity": record.sensitivity,
            "confidence": record.confidence,
            "shape": record.shape,
            "why_zh": record.why.zh,
            "why_en": record.why.en,
        }
