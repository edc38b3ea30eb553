"""Retention: whose data is due for erasure, and the plan that an officer would approve."""

import dagster as dg

from assets.house_style import NIGHTLY, PRIVACY_TEAM, RETRIES, both, column_schema
from assets.progress import report_progress
from assets.resource import QuanyiResource
from assets.run import Run
from policy.errors import PolicyError, QuanyiError
from policy.retention import RetentionPolicy
from policy.text import Text
from privacy.erasure.due import judge_rows
from privacy.erasure.due import retention_due as due_rows
from privacy.erasure.plan import DeletionPlan, build_plan
from privacy.erasure.stage import stage_subjects
from privacy.stores.catalog import unreadable
from warehouse.contracts import load_contracts
from warehouse.database import input_states, record_fresh, record_unusable
from warehouse.due_subjects import due_subjects
from warehouse.write_entity import write_entity

CONTRACT = load_contracts()["retention_due"]
NEEDS = ("users", "accounts", "legal_holds")


@dg.multi_asset(
    name="retention",
    specs=[
        dg.AssetSpec(
            "retention_due",
            deps=["catalog", *NEEDS],
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
    plan = plan_retention(run)
    if isinstance(plan, Text):
        context.log.warning(plan.en)
        refused = {"refused": f"{plan.zh} / {plan.en}"}
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


def plan_retention(run: Run) -> DeletionPlan | Text:
    """Refresh `retention_due` and keep the plan of this run; where that is impossible, the reason why.

    Fails closed: without a plan nothing can be approved, and the checks that need it cannot tell.
    """
    try:
        plan = _plan(run)
    except QuanyiError as error:
        reason = Text(zh=error.line("zh"), en=error.line("en"))
        record_unusable(run.warehouse, CONTRACT.entity, "failed", reason)
        return reason
    record_fresh(run.warehouse, CONTRACT, run.as_of)
    run.control.add_plan(plan.plan_hash, run.run_id, run.as_of, plan.to_json())
    return plan


def _plan(run: Run) -> DeletionPlan:
    """Judge the rows of the stores and write the entity `retention_due`."""
    policy = _policy(run)
    states = input_states(run.warehouse)
    for need in NEEDS:
        if need not in states or states[need].status != "fresh":
            raise PolicyError(
                Text(
                    zh=f"实体 {need} 不可用，无法判断到期",
                    en=f"Without the entity {need} nothing can be judged due",
                ),
                Text(zh=f"请先修好 mapping/{need}.sql。", en=f"Mend mapping/{need}.sql first."),
            )
    session, catalog = run.session.connection, run.control.latest_catalogs(1)[0]
    due = due_subjects(run.warehouse, run.as_of, policy.triggers["cancellation"].days)
    stage_subjects(session, policy.subject, catalog, run.treatment.pseudonymiser, due)
    judged = judge_rows(session, policy, catalog, as_of=run.as_of)
    write_entity(run.warehouse, CONTRACT, due_rows(judged).to_pylist())
    return build_plan(judged)


def _policy(run: Run) -> RetentionPolicy:
    policy = run.workspace.policy.retention
    if policy is None:
        raise PolicyError(
            Text(zh="没有 retention.yaml", en="There is no retention.yaml"),
            Text(
                zh="请在政策文件夹中写明保留与删除规则。",
                en="Write the rules of retention in the policy folder.",
            ),
        )
    for table in policy.tables:
        if table.store in run.session.failed:
            raise run.session.failed[table.store]
    catalog = run.control.latest_catalogs(1)[0]
    judged = (catalog.table(table.store, table.table) for table in policy.tables)
    hidden = unreadable(table for table in judged if table is not None)
    if hidden is not None:
        raise hidden
    return policy


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
