"""The catalog: what every store holds, and what changed since the last run."""

import dagster as dg

from assets.house_style import DATA_TEAM, NIGHTLY, RETRIES, both
from assets.progress import report_progress
from assets.resource import QuanyiResource
from policy.text import Text
from privacy.stores.catalog import Catalog, diff
from privacy.stores.read_catalog import read_catalog


@dg.asset(
    group_name="stores",
    description=both(
        Text(
            zh="各存储的表、列、主外键与行数，并与上一次对比。",
            en="Tables, columns, keys and row counts of every store, compared with the run before.",
        )
    ),
    owners=[DATA_TEAM],
    kinds={"postgres", "parquet"},
    tags={"layer": "stores"},
    retry_policy=RETRIES,
    freshness_policy=NIGHTLY,
)
def catalog(quanyi: QuanyiResource) -> dg.MaterializeResult:
    run = quanyi.run
    report_progress("catalog", 0, 1)
    reachable = [store for store in run.workspace.config.stores if store.name not in run.session.failed]
    current = read_catalog(run.session.connection, reachable)
    previous = run.control.add_catalog(run.run_id, run.as_of, current)
    changes = diff(_only(previous, current), current) if previous else []
    report_progress("catalog", 1, 1)
    return dg.MaterializeResult(
        metadata={
            "tables": len(current.tables),
            "columns": sum(len(table.columns) for table in current.tables),
            "rows": sum(table.row_count or 0 for table in current.tables),
            "changes": len(changes),
            "tables that cannot be read": [
                f"{table.store}.{table.name}" for table in current.tables if not table.is_readable
            ],
            "stores that did not answer": [error.line("en") for error in run.session.failed.values()],
            "what changed": dg.MetadataValue.md(
                "\n".join(
                    f"- {change.kind}: {change.store}.{change.table}"
                    f"{'.' + change.column if change.column else ''} {change.detail}"
                    for change in changes
                )
                or "nothing"
            ),
        }
    )


def _only(previous: Catalog, current: Catalog) -> Catalog:
    """Without the stores that did not answer this time: an absent store has not dropped its tables."""
    answered = {table.store for table in current.tables}
    return Catalog(tuple(table for table in previous.tables if table.store in answered))
