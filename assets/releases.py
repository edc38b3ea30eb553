"""Releases for analysts: raw rows through the gate, published only when it lets them pass."""

from collections.abc import Iterator
from typing import Any

import dagster as dg

from assets.house_style import NIGHTLY, PRIVACY_TEAM, RETRIES, both, column_schema
from assets.progress import report_progress
from assets.release_making import Made, release_store, remade
from assets.release_metadata import details, found_kinds, summary
from assets.resource import QuanyiResource
from assets.run import Run
from policy.anonymization import CountTable, Release
from policy.bundle import Policy
from policy.errors import QuanyiError
from policy.text import Text
from privacy.anonymization.database import write_database
from privacy.anonymization.store import ReleaseEvent
from warehouse.contracts import load_contracts
from warehouse.database import record_fresh, record_unusable
from warehouse.release_events import add_release_events
from warehouse.state import Status
from warehouse.write_entity import write_entity

CONTRACT = load_contracts()["releases"]
RELEASES = dg.AssetKey(["releases"])
COMMON: dict[str, Any] = {
    "deps": ["catalog"],
    "group_name": "releases",
    "owners": [PRIVACY_TEAM],
    "kinds": {"parquet", "duckdb"},
    "tags": {"layer": "releases"},
    "freshness_policy": NIGHTLY,
}


def releases_asset(policy: Policy) -> dg.AssetsDefinition:
    """The assets `releases` and `release/<name>`, one for each that policy names; always made together."""
    rules = policy.anonymization
    named = () if rules is None else rules.all_releases

    @dg.multi_asset(
        name="releases",
        specs=[_spec(), *(_spec_of(release) for release in named)],
        retry_policy=RETRIES,
        can_subset=True,
    )
    def releases(context: dg.AssetExecutionContext, quanyi: QuanyiResource) -> Iterator[dg.MaterializeResult]:
        made = refresh_releases(quanyi.run)
        if isinstance(made, Text):
            context.log.warning(made.en)
            skipped = {"not refreshed": f"{made.zh} / {made.en}"}
            yield from (
                dg.MaterializeResult(asset_key=key, metadata=skipped) for key in context.selected_asset_keys
            )
            return
        kinds = found_kinds(quanyi.run)
        metadata: dict[dg.AssetKey, dict[str, Any]] = {
            RELEASES: {"dagster/row_count": len(made), **{one.name: summary(one) for one in made}},
            **{_key(one.name): {"release": summary(one), **details(one, kinds)} for one in made},
        }
        for key in context.selected_asset_keys:
            yield dg.MaterializeResult(asset_key=key, metadata=metadata.get(key, {"status": "withdrawn"}))

    return releases


def refresh_releases(run: Run) -> list[Made] | Text:
    """Judge and publish every release and record them; where that is impossible, the reason why."""
    policy = run.workspace.policy.anonymization
    if policy is None:
        return _unusable(
            run, "unmapped", Text(zh="没有 anonymization.yaml", en="there is no anonymization.yaml")
        )
    store = release_store(run.workspace)
    events: list[ReleaseEvent] = store.tidy(policy, run.as_of)
    results: list[Made] = []
    current = [
        release
        for release in policy.all_releases
        if release.withdrawn is None or release.withdrawn > run.as_of.date()
    ]
    try:
        for position, release in enumerate(current):
            report_progress("releases", position, len(current))
            results.append(remade(run, store, release))
            events += results[-1].events
    except QuanyiError as error:
        return _unusable(run, "failed", Text(zh=error.line("zh"), en=error.line("en")))
    finally:
        add_release_events(run.workspace.control_path, run.run_id, events)
        write_database(store.folder)
    write_entity(run.warehouse, CONTRACT, [made.row for made in results])
    record_fresh(run.warehouse, CONTRACT, run.as_of)
    report_progress("releases", len(results), len(results))
    return results


def _spec() -> dg.AssetSpec:
    text = Text(
        zh="给分析人员的匿名数据集：按人（而非按行）满足 k，与其他现存发布合并后仍满足，达不到即拒绝发布。",
        en="Anonymised data sets for analysts: k holds over people, not rows, and together with every other "
        "live release, or the gate refuses.",
    )
    return dg.AssetSpec(
        RELEASES,
        description=both(text),
        metadata={"dagster/column_schema": column_schema(CONTRACT)},
        **COMMON,
    )


def _spec_of(release: Release | CountTable) -> dg.AssetSpec:
    return dg.AssetSpec(_key(release.name), description=both(release.title), **COMMON)


def _key(name: str) -> dg.AssetKey:
    return dg.AssetKey(["release", name])


def _unusable(run: Run, status: Status, why: Text) -> Text:
    record_unusable(run.warehouse, CONTRACT.entity, status, why)
    return why
