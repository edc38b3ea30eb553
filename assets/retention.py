"""Retention: whose data is due for erasure, and the plan that an officer would approve."""

import dagster as dg

from assets.house_style import NIGHTLY, PRIVACY_TEAM, RETRIES, both, column_schema
from assets.progress import report_progress
from assets.resource import QuanyiResource
from assets.run import Run
from policy.errors import QuanyiError
from policy.text import Text
from privacy.erasure.plan import DeletionPlan
from warehouse.database import input_states
from warehouse.erasure.desk import open_desk
from warehouse.erasure.planning import CONTRACT, NEEDS, make_plan

# Who asks for the plan of every night; no officer has this name.
NIGHTLY_REQUESTER = "quanyi"
# Each tells of a trigger; without it the plan names the trigger as a gap.
TRIGGER_INPUTS = ("dsr_requests", "consents", "dormant_accounts")


@dg.multi_asset(
    name="retention",
    specs=[
        dg.AssetSpec(
            "retention_due",
            deps=["catalog", *NEEDS, *TRIGGER_INPUTS],
            group_name="retention",
            description=both(CONTRACT.grain),
            owners=[PRIVACY_TEAM],
            kinds={"duckdb"},
            tags={"layer": "retention"},
            metadata={"dagster/column_schema": column_schema(CONTRACT)},
            freshness_policy=NIGHTLY,
        ),
        dg.AssetSpec(
            "deletion_plan",
            deps=["retention_due", "pii_findings"],
            group_name="retention",
            description=both(
                Text(
                    zh="待批准的删除计划：每张表删什么、留什么、依据哪一条；只有计数。计划本身不删除任何数据。",
                    en="The deletion plan to approve: per table what goes, what stays and by which clause; "
                    "counts only. The plan itself deletes nothing.",
                )
            ),
            owners=[PRIVACY_TEAM],
            kinds={"sqlite"},
            tags={"layer": "retention"},
            freshness_policy=NIGHTLY,
        ),
    ],
    retry_policy=RETRIES,
)
def retention(context: dg.AssetExecutionContext, quanyi: QuanyiResource):  # type: ignore[no-untyped-def]
    run = quanyi.run
    report_progress("retention", 0, 1)
    try:
        plan = plan_retention(run)
    except QuanyiError as error:
        context.log.warning(error.line("en"))
        refused = {"refused": f"{error.line('zh')} / {error.line('en')}"}
        yield dg.MaterializeResult(asset_key="retention_due", metadata=refused)
        yield dg.MaterializeResult(asset_key="deletion_plan", metadata=refused)
        return
    report_progress("retention", 1, 1)
    rows = input_states(run.warehouse)[CONTRACT.entity].rows
    yield dg.MaterializeResult(asset_key="retention_due", metadata={"dagster/row_count": rows})
    yield dg.MaterializeResult(
        asset_key="deletion_plan",
        metadata={
            "plan hash": plan.plan_hash,
            "subjects": plan.subjects,
            "rows": plan.rows,
            "actions": dg.MetadataValue.md(_actions_table(plan)),
        },
    )


def plan_retention(run: Run) -> DeletionPlan:
    """The plan of every night; raises as `make_plan` does."""
    with open_desk(run.workspace, run.as_of) as desk:
        return make_plan(
            desk, run.warehouse, run.session, run.control, run_id=run.run_id, requester=NIGHTLY_REQUESTER
        )


def _actions_table(plan: DeletionPlan) -> str:
    lines = [
        "| store | table | action | decided by | subjects | rows |",
        "| --- | --- | --- | --- | ---: | ---: |",
    ]
    lines += [
        f"| {action.store} | {action.table} | {action.action} | {action.clause or action.basis.zh} "
        f"| {action.subjects:,} | {action.rows:,} |"
        for action in plan.actions
        if action.rows
    ]
    return "\n".join(lines)
