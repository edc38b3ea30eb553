"""The pages: static HTML for managers and officers, in Chinese and English."""

import dagster as dg

from assets.house_style import NIGHTLY, PRIVACY_TEAM, both
from assets.page_data.all_pages import page_data
from assets.progress import report_progress
from assets.resource import QuanyiResource
from dashboard.render import render_pages
from policy.text import Text


@dg.asset(
    deps=["clause_coverage", "ledger"],
    group_name="evidence",
    description=both(
        Text(
            zh="概览、投诉、退款与服务、合规、数据删除、数据地图、指标定义与各制度的报告，"
            "均为静态页面，中英双语，离线可读。",
            en="Overview, complaints, refunds and service, compliance, erasure, data map, definitions and a "
            "report for each document, as static pages in both languages, readable offline.",
        )
    ),
    owners=[PRIVACY_TEAM],
    kinds={"html"},
    tags={"layer": "evidence"},
    freshness_policy=NIGHTLY,
)
def pages(quanyi: QuanyiResource) -> dg.MaterializeResult:
    run = quanyi.run
    report_progress("pages", 0, 1)
    written = render_pages(page_data(run), run.workspace.pages_dir)
    report_progress("pages", 1, 1)
    return dg.MaterializeResult(
        metadata={
            "index": dg.MetadataValue.path(run.workspace.pages_dir / "index.html"),
            "pages": [path.name for path in written],
        }
    )
