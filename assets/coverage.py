"""Clause coverage: how every clause of every document is answered today."""

from collections import Counter

import dagster as dg
import pyarrow as pa

from assets.house_style import NIGHTLY, PRIVACY_TEAM, both
from assets.resource import QuanyiResource
from checks.coverage import cover
from policy.bundle import Policy
from policy.text import Text


def coverage_asset(policy: Policy) -> dg.AssetsDefinition:
    """The asset `clause_coverage`, downstream of every duty."""
    capabilities = sorted({check.capability for check in policy.checks})

    @dg.asset(
        deps=[dg.AssetKey(["duty_results", capability]) for capability in capabilities],
        group_name="evidence",
        description=both(
            Text(
                zh="每一条款今天的状态：已证实、有证明、违反、无法判断、范围外。今天没有检查的，不算证实。",
                en="The status of every clause today: verified, attested, violated, cannot tell or out of "
                "scope. Nothing counts as verified by a check that did not run today.",
            )
        ),
        owners=[PRIVACY_TEAM],
        kinds={"duckdb"},
        tags={"layer": "evidence"},
        freshness_policy=NIGHTLY,
    )
    def clause_coverage(quanyi: QuanyiResource) -> dg.MaterializeResult:
        run = quanyi.run
        rules = run.workspace.policy
        results = {result.check_id: result for result in run.control.latest_results()}
        covered = list(cover(rules.documents, results, [c.id for c in rules.checks], run.as_of.date()))
        rows = pa.Table.from_pylist(
            [
                {
                    "document": item.document.document,
                    "clause": item.clause.id,
                    "article": item.clause.article,
                    "status": item.status,
                    "check_id": item.clause.check,
                    "reason_zh": item.reason.zh if item.reason else None,
                    "reason_en": item.reason.en if item.reason else None,
                }
                for item in covered
            ]
        )
        run.warehouse.register("covered", rows)
        run.warehouse.execute("CREATE OR REPLACE TABLE models.clause_coverage AS FROM covered")
        run.warehouse.unregister("covered")
        return dg.MaterializeResult(metadata=dict(Counter(item.status for item in covered)))

    return clause_coverage
