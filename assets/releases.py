"""Releases for analysts: raw rows through the gate, published only when it lets them pass."""

import dagster as dg

from assets.house_style import NIGHTLY, PRIVACY_TEAM, RETRIES, both, column_schema
from assets.progress import report_progress
from assets.resource import QuanyiResource
from assets.run import Run
from policy.anonymization import Release
from policy.errors import QuanyiError
from policy.text import Text
from privacy.anonymization.gate import GateResult, judge
from privacy.anonymization.publish import publish
from warehouse.contracts import load_contracts
from warehouse.database import record_fresh, record_unusable
from warehouse.extraction import read_mapping
from warehouse.state import Status
from warehouse.write_entity import write_entity

CONTRACT = load_contracts()["releases"]


@dg.asset(
    deps=["catalog"],
    group_name="releases",
    description=both(
        Text(
            zh="给分析人员的匿名数据集：按人（而非按行）满足 k，达不到即拒绝发布。",
            en="Anonymised data sets for analysts: k holds over people, not rows, or the gate refuses.",
        )
    ),
    owners=[PRIVACY_TEAM],
    kinds={"parquet"},
    tags={"layer": "releases"},
    metadata={"dagster/column_schema": column_schema(CONTRACT)},
    retry_policy=RETRIES,
    freshness_policy=NIGHTLY,
)
def releases(context: dg.AssetExecutionContext, quanyi: QuanyiResource) -> dg.MaterializeResult:
    results = refresh_releases(quanyi.run)
    if isinstance(results, Text):
        context.log.warning(results.en)
        return dg.MaterializeResult(metadata={"not refreshed": f"{results.zh} / {results.en}"})
    return dg.MaterializeResult(
        metadata={
            "dagster/row_count": len(results),
            **{result.release.name: dg.MetadataValue.md(_summary(result)) for result in results},
        }
    )


def refresh_releases(run: Run) -> list[GateResult] | Text:
    """Judge and publish every release and record them; where that is impossible, the reason why."""
    policy = run.workspace.policy.anonymization
    if policy is None:
        return _unusable(
            run, "unmapped", Text(zh="没有 anonymization.yaml", en="there is no anonymization.yaml")
        )
    results = []
    try:
        for position, release in enumerate(policy.releases):
            report_progress("releases", position, len(policy.releases))
            results.append(_release(run, release))
    except QuanyiError as error:
        return _unusable(run, "failed", Text(zh=error.line("zh"), en=error.line("en")))
    write_entity(run.warehouse, CONTRACT, [result.entity_row(run.as_of) for result in results])
    record_fresh(run.warehouse, CONTRACT, run.as_of)
    report_progress("releases", len(results), len(results))
    return results


def _release(run: Run, release: Release) -> GateResult:
    """Judge one release and publish it, or leave its refusal beside the last good file."""
    path = run.workspace.config.mapping / release.sql
    if run.session.failed:
        away = [store for store in run.session.failed if f"{store}." in path.read_text(encoding="utf-8")]
        if away:
            raise run.session.failed[away[0]]
    table = read_mapping(run.session.connection, path)
    folder = run.workspace.policy.path("anonymization.yaml")
    assert folder is not None
    result = judge(table, release, folder=folder.parent, pseudonymiser=run.treatment.pseudonymiser)
    publish(result, run.workspace.releases_dir, released_at=run.as_of)
    return result


def _unusable(run: Run, status: Status, why: Text) -> Text:
    record_unusable(run.warehouse, CONTRACT.entity, status, why)
    return why


def _summary(result: GateResult) -> str:
    reasons = "; ".join(f"{reason.zh} / {reason.en}" for reason in result.reasons)
    return (
        f"{result.status} · {result.label} · k {result.k_reached or '-'} of {result.release.k} · "
        f"{result.subjects:,} subjects, {result.suppressed:,} rows suppressed. {reasons}"
    )
