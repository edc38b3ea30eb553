"""The scan: every cell of every table of every store, and what kinds of personal information they hold."""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any

import dagster as dg

from assets.house_style import NIGHTLY, PRIVACY_TEAM, RETRIES, both, column_schema
from assets.progress import report_progress
from assets.resource import QuanyiResource
from assets.run import Run
from policy.text import Text
from privacy.detection.overrides import apply_overrides
from privacy.stores.catalog import Table
from warehouse.contracts import load_contracts
from warehouse.database import record_fresh, record_unusable
from warehouse.extraction import BATCH_ROWS
from warehouse.write_entity import write_entity

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

CONTRACT = load_contracts()["pii_findings"]


@dg.asset(
    deps=["catalog"],
    group_name="privacy",
    description=both(
        Text(
            zh="逐格扫描所有存储，按列给出个人信息种类、占比与理由；只存计数与掩码形状。",
            en="Scans every cell of every store; per column the kinds of personal information found, their "
            "share and why. Counts and masked shapes only.",
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
    rows = list(scan_tables(run, build_analyzer(), run.control.latest_catalogs(1)[0].tables))
    record_findings(run, rows)
    for error in run.session.failed.values():
        context.log.warning(error.line("en"))
    types = Counter(row["entity_type"] for row in rows)
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(rows),
            "columns with personal information": len({(r["store"], r["table"], r["column"]) for r in rows}),
            "by type": dict(types.most_common()),
        }
    )


def scan_tables(run: Run, analyzer: "AnalyzerEngine", tables: Sequence[Table]) -> Iterator[dict[str, Any]]:
    """The rows of `pii_findings` of these tables: one a column (or JSON path) and kind found in it."""
    from privacy.detection.scan_source import scan_batches

    pii = run.workspace.policy.pii
    grades = {name: grade.sensitivity for name, grade in pii.entity_types.items()}
    impersonal = {name for name, grade in pii.entity_types.items() if not grade.personal}
    total, done = sum(table.row_count or 0 for table in tables), 0
    for table in tables:
        verdicts = scan_batches(
            _batches(run, table),
            analyzer,
            table=table.name,
            sensitivity=grades,
            on_progress=partial(_report, done, total),
        )
        done += table.row_count or 0
        for verdict in apply_overrides(verdicts, table.store, pii.overrides):
            yield {
                "store": table.store,
                "table": verdict.table,
                "column": verdict.column,
                "path": verdict.path,
                "entity_type": verdict.entity_type,
                "share": verdict.share,
                "findings": verdict.findings,
                "rows": verdict.rows,
                "mentions": verdict.kind == "mentions",
                "personal": verdict.entity_type not in impersonal,
                "sensitivity": verdict.sensitivity,
                "confidence": verdict.confidence,
                "shape": verdict.example_shape,
                "why_zh": verdict.why.zh,
                "why_en": verdict.why.en,
            }


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


def _report(before: int, total: int, rows: int) -> None:
    report_progress("scan (rows)", before + rows, total)


def _batches(run: Run, table: Table) -> Iterator[Any]:
    yield from run.session.connection.execute(f"SELECT * FROM {table.sql_name}").to_arrow_reader(BATCH_ROWS)
