"""What the erasure page shows: the newest plan and the executions, read from the control store."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Protocol

from assets.page_data.certificates import certificates_of
from dashboard.erasure import (
    ApprovalRow,
    CeilingRow,
    ErasurePage,
    ErasurePlan,
    ExampleRow,
    ExceptionRow,
    ExecutionRow,
    FinishRow,
    MentionRow,
    PlannedChange,
    PlannedStay,
    PlanStatus,
    RuleRows,
)
from policy.errors import ApprovalError, UsageError
from policy.retention import RetentionPolicy
from policy.text import Text
from privacy.erasure.approval import Approval, verify_approval
from privacy.erasure.execution import report
from warehouse.control import ControlStore
from warehouse.erasure.desk import Desk, open_desk
from warehouse.erasure.records import StoredPlan
from warehouse.workspace import Workspace

# A page is for what is going on; `quanyi erasure show` and the ledger have all of them.
SHOWN = 20


class ShownRun(Protocol):
    """What the page is about."""

    @property
    def workspace(self) -> Workspace: ...
    @property
    def as_of(self) -> datetime: ...
    @property
    def run_id(self) -> str: ...
    @property
    def control(self) -> ControlStore: ...


def erasure_page(run: ShownRun) -> ErasurePage:
    with open_desk(run.workspace, run.as_of) as desk:
        try:
            plan = _plan(run, desk, desk.records.plan())
        except UsageError:
            plan = None
        executions = desk.records.executions()
        return ErasurePage(
            plan=plan,
            executions=tuple(_execution(desk, each) for each, _, _ in executions[:SHOWN]),
            more=max(0, len(executions) - SHOWN),
        )


def _plan(run: ShownRun, desk: Desk, stored: StoredPlan) -> ErasurePlan:
    document = stored.document
    policy = desk.workspace.policy.retention
    requesters = tuple(desk.records.requesters(stored.plan_hash))
    approvals = tuple(
        _approval(desk, each, stored.plan_hash, requesters)
        for each in desk.records.approvals(stored.plan_hash)
    )
    changes = tuple(_change(each, document["fields"]) for each in document["actions"] if each["rows"])
    planned: dict[tuple[str, str], int] = {}
    for change in changes:
        place = (change.store, change.table)
        planned[place] = planned.get(place, 0) + change.rows
    return ErasurePlan(
        plan_hash=stored.plan_hash,
        status=_status(desk, stored, approvals),
        as_of=stored.as_of,
        is_of_this_run=stored.run_id == run.run_id,
        waiting_since=run.control.plan_waits_since(stored.plan_hash),
        requesters=requesters,
        approvals=approvals,
        subjects=document["subjects"],
        rows=document["rows"],
        changes=changes,
        stays=tuple(_stays(document, policy)),
        exceptions=_exceptions(policy, desk.as_of),
        gaps=tuple((name, Text.model_validate(why)) for name, why in document["gaps"].items()),
        examples=tuple(
            ExampleRow(each["store"], each["table"], each["column"], tuple(each["shapes"]))
            for each in document["examples"]
            if each["shapes"]
        ),
        ceilings=tuple(
            CeilingRow(store, table, planned[store, table], rows)
            for (store, table), rows in sorted(stored.ceilings.items())
            if (store, table) in planned
        ),
        mentions=tuple(
            MentionRow(
                each["store"], each["table"], each["column"], each["rule_id"], each["action"],
                each["decided_by"], each["subjects"], each["cells"],
            )
            # Plans from before mentions were searched have none.
            for each in document.get("mentions", ())
        ),
    )  # fmt: skip


def _status(desk: Desk, plan: StoredPlan, approvals: tuple[ApprovalRow, ...]) -> PlanStatus:
    """An execution counts if it began after the plan was last made: the same plan can be due again later."""
    for execution_id, plan_hash, state in desk.records.executions():
        execution = desk.state.execution(execution_id) if plan_hash == plan.plan_hash else None
        if execution is None or execution.started_at < plan.as_of or state == "undone":
            continue
        return "started" if state == "started" else "executed"
    if not plan.acting_rules:
        return "nothing_due"
    return "approved" if any(each.refused is None for each in approvals) else "waiting"


def _approval(desk: Desk, approval: Approval, plan_hash: str, requesters: tuple[str, ...]) -> ApprovalRow:
    refused: Text | None = None
    try:
        verify_approval(approval, desk.workspace.policy.approvers, plan_hash=plan_hash, now=desk.as_of)
    except ApprovalError as error:
        refused = error.what
    if refused is None and approval.approver in requesters:
        refused = Text(
            zh="审批人后来也提出了同一计划", en="the approver has asked for the same plan since then"
        )
    return ApprovalRow(approval.approver, approval.approved_at, approval.expires_at, refused)


def _change(action: Mapping[str, Any], fields: list[Mapping[str, Any]]) -> PlannedChange:
    treatment = {
        field["column"]: field["treatment"]
        for field in fields
        if _line(field) == _line(action) and field["treatment"] != "keep"
    }
    return PlannedChange(
        store=action["store"],
        table=action["table"],
        rule=action["rule_id"],
        action=action["action"],
        columns=tuple((column, treatment.get(column, action["action"])) for column in action["columns"]),
        trigger=action["trigger"],
        decided_by=action["decided_by"],
        basis=Text.model_validate(action["basis"]),
        clause=action["clause"],
        subjects=action["subjects"],
        rows=action["rows"],
    )


def _line(part: Mapping[str, Any]) -> tuple[str, ...]:
    return (part["store"], part["table"], part["rule_id"], part["decided_by"])


def _stays(document: Mapping[str, Any], policy: RetentionPolicy | None) -> Iterator[PlannedStay]:
    """Whole rows first; then single columns, whose lines differ by trigger only and are added up."""
    for kept in document["kept"]:
        if kept["rows"]:
            yield _stay(kept, None, kept["subjects"], kept["rows"], policy)
    columns: dict[tuple[str, ...], tuple[Mapping[str, Any], int]] = {}
    for field in document["fields"]:
        if field["treatment"] == "keep" and field["rows"]:
            key = (*_line(field), field["column"], field["basis"]["en"])
            _, rows = columns.get(key, (field, 0))
            columns[key] = (field, rows + field["rows"])
    for field, rows in columns.values():
        yield _stay(field, field["column"], None, rows, policy)


def _stay(
    part: Mapping[str, Any],
    column: str | None,
    subjects: int | None,
    rows: int,
    policy: RetentionPolicy | None,
) -> PlannedStay:
    return PlannedStay(
        store=part["store"],
        table=part["table"],
        rule=part["rule_id"],
        column=column,
        decided_by=part["decided_by"],
        basis=Text.model_validate(part["basis"]),
        clause=part["clause"],
        until=_until(part, policy),
        subjects=subjects,
        rows=rows,
    )


def _until(part: Mapping[str, Any], policy: RetentionPolicy | None) -> Text:
    """When what decides ceases to: said by policy, or by an event."""
    rule = policy.table(part["store"], part["table"]) if policy else None
    match part["decided_by"]:
        case "legal_hold":
            return Text(zh="保留解除时", en="until the hold is released")
        case "statutory_minimum" if rule and rule.minimum:
            days, column = rule.minimum.days, rule.minimum.time
            return Text(zh=f"{column} 之后满 {days:,} 日", en=f"{days:,} days after {column}")
        case "exception" if policy and rule:
            ends = [
                each.until
                for each in policy.exceptions
                if rule.id in each.scope and each.basis.en == part["basis"]["en"]
            ]
            if ends:
                return Text(zh=f"{max(ends)} 止", en=f"until {max(ends)}")
        case "reference":
            return Text(zh="引用它的行不再保留时", en="until no row that stays refers to it")
    return Text(zh="政策未设期限", en="policy sets no end")


def _exceptions(policy: RetentionPolicy | None, now: datetime) -> tuple[ExceptionRow, ...]:
    return tuple(
        ExceptionRow(
            id=each.id,
            scope=each.scope,
            columns=each.columns,
            basis=each.basis,
            clause=each.clause,
            until=each.until,
            in_force=each.in_force(now.date()),
        )
        for each in (policy.exceptions if policy else ())
    )


def _execution(desk: Desk, execution_id: str) -> ExecutionRow:
    execution = desk.state.execution(execution_id)
    assert execution is not None, "it is in the list"
    done = report(execution_id, desk.state)
    documents, certificates = certificates_of(desk, execution_id)
    # The list of who was skipped expires; a certificate keeps the counts.
    skipped = documents[-1]["skipped"] if documents else done.skipped
    until = execution.order.recoverable_until
    return ExecutionRow(
        id=execution_id,
        plan_hash=execution.order.plan_hash,
        state=execution.state,
        started_at=execution.started_at,
        ended_at=execution.ended_at,
        recoverable_until=until,
        can_be_undone=execution.state in ("started", "done") and desk.as_of < until,
        approver=desk.records.approval_of(execution_id).approver,
        rules=tuple(
            RuleRows(each.store, each.table, each.rule_id, each.action, each.rows) for each in done.rules
        ),
        skipped=tuple(sorted(skipped.items(), key=lambda item: (-item[1], item[0]))),
        missing=sum(table.missing for table in done.tables),
        explained=execution.explained_rows,
        finished=tuple(FinishRow(each.store, each.method, each.dead_rows) for each in done.finished),
        certificates=certificates,
    )
