"""Erasure in jobs of its own: approved plans carried out, executions certified when their time has come.

Neither is part of the nightly job. Every gate (approval, hash, ceilings, who is still due) is the engine's: a
run started by hand can do no more than one that the sensor starts.
"""

import dagster as dg

from assets.erasure_page import redraw_erasure_page
from assets.house_style import PRIVACY_TEAM, both
from assets.resource import QuanyiResource
from policy.text import Text
from warehouse.erasure.certifying import discard, verify
from warehouse.erasure.desk import open_desk
from warehouse.erasure.executing import carry_out
from warehouse.erasure.planning import entity_types

GROUP = "erasure"


class PlanConfig(dg.Config):
    """`plan`: the hash of an approved plan; without one nothing is done."""

    plan: str = ""


@dg.asset(
    group_name=GROUP,
    description=both(
        Text(
            zh="执行一份已批准的删除计划：逐批封存、删除、可撤销至期限。未给出计划时不做任何事。",
            en="Carries out one approved deletion plan: sealed batch by batch, reversible to its deadline. "
            "Without a plan it does nothing.",
        )
    ),
    owners=[PRIVACY_TEAM],
    kinds={"sqlite"},
    tags={"layer": "retention"},
)
def deletion_run(config: PlanConfig, quanyi: QuanyiResource) -> dg.MaterializeResult:
    if not config.plan:
        return dg.MaterializeResult(metadata={"plan": "none given; nothing was done"})
    run = quanyi.run
    with open_desk(run.workspace, run.as_of) as desk:
        try:
            report = carry_out(desk, desk.records.plan(config.plan), entity_types(run.warehouse))
        finally:
            redraw_erasure_page(run.workspace, run.as_of)
    return dg.MaterializeResult(
        metadata={
            "execution": report.execution_id,
            "state": report.state,
            "rows": sum(table.acted for table in report.tables),
            "recoverable until": report.recoverable_until.isoformat(),
            "skipped": dict(report.skipped),
        }
    )


@dg.asset(
    deps=[deletion_run],
    group_name=GROUP,
    description=both(
        Text(
            zh="可撤销期已过的执行：残留扫描、销毁密钥、出具最终证明。",
            en="Executions that can no longer be undone: residual scan, end of the key, final certificate.",
        )
    ),
    owners=[PRIVACY_TEAM],
    kinds={"ledger"},
    tags={"layer": "evidence"},
)
def deletion_certificates(quanyi: QuanyiResource) -> dg.MaterializeResult:
    run = quanyi.run
    residues: dict[str, int] = {}
    with open_desk(run.workspace, run.as_of) as desk:
        for execution_id in desk.past_undoing("undone"):
            discard(desk, execution_id)
        for execution_id in desk.past_undoing("done", "destroyed"):
            residues[execution_id] = len(verify(desk, execution_id, run.warehouse).residues)
    redraw_erasure_page(run.workspace, run.as_of)
    return dg.MaterializeResult(
        metadata={"certified": len(residues), "places where something was found": sum(residues.values())}
    )
