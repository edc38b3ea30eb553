"""Alerts: people elsewhere are told what this run has changed for them."""

from contextvars import ContextVar

import dagster as dg

from assets.house_style import PRIVACY_TEAM, both
from assets.resource import QuanyiResource
from policy.errors import QuanyiError
from policy.text import Text
from warehouse.alerting.alerts import send_alerts

undelivered: ContextVar[list[QuanyiError] | None] = ContextVar("undelivered", default=None)
"""Where the caller of a run collects why receivers were not told; None when nobody does."""


@dg.asset(
    deps=["pages", "published"],
    group_name="evidence",
    description=both(
        Text(
            zh="把新的违反、无法判断、待批准的计划和临近的通知时限告知各接收方；一次变化告知一次，只含标题与计数。",
            en="Tells each receiver of new violations, checks that cannot tell, plans that wait and near "
            "deadlines: once a change, titles and counts only.",
        )
    ),
    owners=[PRIVACY_TEAM],
    tags={"layer": "evidence"},
)
def alerts(context: dg.AssetExecutionContext, quanyi: QuanyiResource) -> dg.MaterializeResult:
    """A receiver that cannot be reached is a warning; the next run tells it."""
    run = quanyi.run
    outcomes = send_alerts(run.workspace, run.as_of)
    problems = [outcome.problem for outcome in outcomes if outcome.problem is not None]
    for problem in problems:
        context.log.warning(problem.line("en"))
    collected = undelivered.get()
    if collected is not None:
        collected.extend(problems)
    return dg.MaterializeResult(
        metadata={
            "receivers": len(run.workspace.config.alerts.receivers),
            "told": [outcome.receiver for outcome in outcomes if outcome.problem is None],
            "not reached": [outcome.receiver for outcome in outcomes if outcome.problem is not None],
        }
    )
