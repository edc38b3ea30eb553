"""The ledger: what this run judged and planned, sealed where nobody can change it unseen."""

from collections.abc import Iterator

import dagster as dg

from assets.house_style import NIGHTLY, PRIVACY_TEAM, both
from assets.resource import QuanyiResource
from assets.run import Run
from policy.bundle import Policy
from policy.text import Text
from privacy.evidence.ledger import Ledger
from warehouse.release_events import release_events


def ledger_asset(policy: Policy) -> dg.AssetsDefinition:
    """The asset `ledger`, downstream of everything it seals."""
    capabilities = sorted({check.capability for check in policy.checks})

    @dg.asset(
        deps=[*(dg.AssetKey(["duty_results", name]) for name in capabilities), "deletion_plan", "releases"],
        group_name="evidence",
        description=both(
            Text(
                zh="本次的检查结果、删除计划与发布，以签名的默克尔树封存；只有计数与散列。",
                en="This run's results, deletion plan and releases, sealed in a signed Merkle tree; "
                "counts and hashes only.",
            )
        ),
        owners=[PRIVACY_TEAM],
        kinds={"ledger"},
        tags={"layer": "evidence"},
        freshness_policy=NIGHTLY,
    )
    def ledger(quanyi: QuanyiResource) -> dg.MaterializeResult:
        run = quanyi.run
        events = list(_events(run))
        opened = Ledger.open(run.workspace.ledger_dir, run.workspace.ledger_keys_dir)
        head = opened.append(events, run.as_of)
        return dg.MaterializeResult(
            metadata={
                "events sealed": len(events),
                "events in all": opened.size,
                "head": head.hash(),
                "recovered": str(opened.recovery or "nothing"),
            }
        )

    return ledger


def _events(run: Run) -> Iterator[dict[str, object]]:
    """One event a result of this run, then its releases and its plan; at least the run itself."""
    common: dict[str, object] = {"run": run.run_id, "as_of": run.as_of.isoformat(), "policy": run.policy_hash}
    yield {"kind": "run", **common}
    for result in run.control.latest_results(run.run_id):
        yield {
            "kind": "check_result",
            **common,
            "check": result.check_id,
            "outcome": result.outcome,
            "population": result.population,
            "breaches": result.breaches,
            "undetermined": result.undetermined,
            "reasons": dict(result.reasons),
        }
    for event in release_events(run.workspace.control_path, run.run_id):
        yield {
            "kind": f"release_{event.kind}",
            **common,
            "release": event.name,
            "at": event.at.isoformat(),
            "sha256": event.sha256,
            "reasons": event.reasons,
        }
    stored = run.control.plan_of_run(run.run_id)
    if stored is not None:
        _, plan = stored
        yield {
            "kind": "deletion_plan",
            **common,
            "plan": plan["plan_hash"],
            "subjects": plan["subjects"],
            "rows": plan["rows"],
        }
