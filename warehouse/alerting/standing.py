"""What stands at a moment that somebody may have to be told of."""

from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta

from policy.bundle import Policy
from policy.errors import ApprovalError, UsageError
from policy.text import Text
from policy.waivers import waivers_in_force
from privacy.breaches.register import BreachRegister
from warehouse.alerting.settings import EVENTS, Event
from warehouse.control import CheckResult, ControlStore, open_control
from warehouse.erasure.approving import usable_approval
from warehouse.erasure.desk import Desk, open_desk
from warehouse.erasure.records import StoredPlan
from warehouse.workspace import Workspace

APPROVAL_KEY = "approval"
# A violation that stands no longer, although it is one, is waived.
_NOW = {
    "pass": Text(zh="已通过", en="passes now"),
    "violation": Text(zh="已豁免", en="waived"),
    "gap": Text(zh="现在无法判断", en="cannot be told now"),
}


@dataclass(frozen=True)
class Standing:
    """One thing that stands.

    Attributes:
        key: what it is about; never a person.
        state: a receiver that was told of this state is not told again.
        line: counts and titles only.
    """

    event: Event
    key: str
    state: str
    line: Text


def standing(workspace: Workspace, as_of: datetime) -> list[Standing]:
    """Everything that stands, in the order of EVENTS; nothing before the first run."""
    if not workspace.control_path.is_file():
        return []
    found = [
        *_checks(workspace.policy, ControlStore(workspace.control_path).latest_results(), as_of),
        *_approval(workspace, as_of),
        *_deadlines(workspace, as_of),
    ]
    return sorted(found, key=lambda one: EVENTS.index(one.event))


def _checks(policy: Policy, results: list[CheckResult], as_of: datetime) -> Iterator[Standing]:
    """Violations that nobody answers for by a waiver, and checks that cannot tell."""
    titles = {check.id: check.title for check in policy.checks}
    waived = waivers_in_force(policy.waivers, as_of.date())
    for result in results:
        title = titles.get(result.check_id)
        if title is None or result.outcome == "pass":
            continue
        if result.outcome == "gap":
            yield Standing("gap", f"check:{result.check_id}", "gap", title)
        elif result.check_id not in waived:
            breaches, judged = f"{result.breaches:,}", f"{result.population:,}"
            line = Text(
                zh=f"{title.zh}：{judged} 个对象中 {breaches} 个", en=f"{title.en}: {breaches} of {judged}"
            )
            yield Standing("violation", f"check:{result.check_id}", "violation", line)


def _approval(workspace: Workspace, as_of: datetime) -> Iterator[Standing]:
    """The newest deletion plan, while it waits.

    A new plan every night is the same news until an officer has approved one or one was carried out.
    """
    with open_desk(workspace, as_of) as desk:
        plan = _waiting(desk)
        if plan is None:
            return
        (approvals,) = desk.connection.execute("SELECT count(*) FROM approvals").fetchone()
        carried_out = "; ".join(f"{execution} {state}" for execution, _, state in desk.records.executions())
        subjects, rows = f"{plan.document['subjects']:,}", f"{plan.document['rows']:,}"
        line = Text(
            zh=f"删除计划 {plan.plan_hash[:12]}：{subjects} 人，{rows} 行",
            en=f"deletion plan {plan.plan_hash[:12]}: {subjects} people, {rows} rows",
        )
        yield Standing("approval", APPROVAL_KEY, f"after {approvals} approvals; {carried_out}", line)


def _waiting(desk: Desk) -> StoredPlan | None:
    """The newest plan if something is due by it, nobody has approved it and it was not carried out since."""
    try:
        plan = desk.records.plan()
    except UsageError:
        return None
    for execution_id, plan_hash, state in desk.records.executions():
        execution = desk.state.execution(execution_id) if plan_hash == plan.plan_hash else None
        if execution is not None and execution.started_at >= plan.as_of and state != "undone":
            return None
    try:
        usable_approval(desk, plan)
    except ApprovalError:
        return plan if plan.acting_rules else None
    return None


def _deadlines(workspace: Workspace, as_of: datetime) -> Iterator[Standing]:
    """Whom open incidents still oblige to tell, where the time is near or over."""
    policy = workspace.policy.breaches
    near = timedelta(hours=workspace.config.alerts.near_hours)
    with closing(open_control(workspace.control_path)) as connection:
        incidents = [one for one in BreachRegister(connection).breaches() if one.closed is None]
    for incident in incidents:
        for duty in incident.tellings(policy):
            if duty.done_at is not None or duty.due_at - as_of > near:
                continue
            due = f"{duty.due_at:%Y-%m-%d %H:%M}"
            overdue = duty.overdue(as_of)
            yield Standing(
                "breach_deadline",
                f"breach:{incident.id}:{duty.id}",
                "overdue" if overdue else "near",
                Text(
                    zh=f"事件 {incident.id}：{'已逾期，' if overdue else ''}应于 {due} 前告知{duty.to.zh}",
                    en=f"incident {incident.id}: {'overdue, ' if overdue else ''}tell {duty.to.en} by {due}",
                ),
            )


def over(key: str, policy: Policy, results: Mapping[str, CheckResult]) -> Text:
    """What has become of something that stood and stands no longer."""
    kind, _, rest = key.partition(":")
    if kind == "check":
        title = next((check.title for check in policy.checks if check.id == rest), None)
        if title is None:
            return Text(zh=f"{rest}：不再检查", en=f"{rest}: no longer checked")
        now = _NOW[results[rest].outcome if rest in results else "gap"]
        return Text(zh=f"{title.zh}：{now.zh}", en=f"{title.en}: {now.en}")
    if key == APPROVAL_KEY:
        return Text(zh="没有删除计划等待批准", en="no deletion plan waits for approval")
    incident = rest.partition(":")[0]
    return Text(zh=f"事件 {incident}：已告知或已了结", en=f"incident {incident}: told, or closed")
