"""The files that readers of figures open: replaced whole, and only when a run has come this far."""

import dagster as dg

from assets.house_style import DATA_TEAM, NIGHTLY, both
from assets.progress import report_progress
from assets.resource import QuanyiResource
from policy.text import Text
from warehouse.models import load_models
from warehouse.publishing.publish import PARQUET, Stamp, publish
from warehouse.publishing.tables import load_published


@dg.asset(
    deps=["clause_coverage", *(model.name for model in load_models() if model.name in load_published())],
    group_name="evidence",
    description=both(
        Text(
            zh="供 BI 读取的 DuckDB 文件与 Parquet：指标与条款覆盖，每列附中英文说明，不含任何个人。",
            en="A DuckDB file and Parquet for BI tools: figures and coverage, every column explained in both "
            "languages, nobody in them.",
        )
    ),
    owners=[DATA_TEAM],
    kinds={"duckdb", "parquet"},
    tags={"layer": "evidence"},
    freshness_policy=NIGHTLY,
)
def published(quanyi: QuanyiResource) -> dg.MaterializeResult:
    run = quanyi.run
    path = run.workspace.published_path
    stamp = Stamp(run.workspace.config.organisation, run.run_id, run.as_of, run.policy_hash)
    report_progress("published", 0, 1)
    tables = publish(run.warehouse, path, run.workspace.policy.complaints, stamp)
    report_progress("published", 1, 1)
    return dg.MaterializeResult(
        metadata={
            "file": dg.MetadataValue.path(path),
            "Parquet": dg.MetadataValue.path(path.parent / PARQUET),
            "tables": list(tables),
        }
    )
