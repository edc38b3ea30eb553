"""An approved plan carried out, or an interrupted one gone on with; and taken back while that is possible."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from policy.errors import UsageError
from policy.text import Text
from privacy.erasure.approval import Approval
from privacy.erasure.certificate import INTERIM
from privacy.erasure.execution import ExecutionReport, Order, execute
from privacy.erasure.pacing import StorePace
from privacy.erasure.people import IdentifyingColumns, SealedPeople
from privacy.erasure.undo import UndoReport, undo, undone
from privacy.stores.config import StoreConfig
from warehouse.config import writable
from warehouse.erasure.approving import usable_approval
from warehouse.erasure.certifying import certify_interim, discard
from warehouse.erasure.desk import Desk
from warehouse.erasure.records import StoredPlan
from warehouse.erasure.waves import PlanWaves


@dataclass(frozen=True)
class Execution:
    """An execution of the control store with the plan and the approval it is bound to."""

    order: Order
    plan: StoredPlan
    approval: Approval


def carry_out(desk: Desk, plan: StoredPlan, columns: IdentifyingColumns) -> ExecutionReport:
    """Execute the plan, which uses up its approval, or resume where an execution of it stopped.

    Args:
        columns: where the stores hold identifiers, from the newest scan; see `planning.entity_types`.

    Raises:
        ApprovalError: no approval can be used.
        ErasureRefusedError: the plan no longer fits; before the first change nothing is used up.
        ErasureAlarm, StoreError, LockHeldError: see `privacy.erasure.execution.execute`.
    """
    stores = _writable_stores(desk)
    execution = _begun(desk, plan) or _begin(desk, plan)
    waves = _waves(desk, execution)
    folder = desk.folder(execution.order.execution_id)
    people = SealedPeople.of(folder, folder.new_key())
    people.add(waves.people(columns))
    sealed = people.without(())
    report = execute(
        execution.order,
        waves,
        stores,
        folder,
        desk.state,
        mentions=lambda subjects: waves.mentions(subjects, sealed),
        pace={store.name: _pace(store) for store in stores},
        clock=lambda: desk.as_of,
    )
    certify_interim(desk, execution.order.execution_id, plan, execution.approval, report)
    return report


def take_back(desk: Desk, execution_id: str) -> UndoReport:
    """Undo an execution, or go on with that; its people leave the suppression list, and the ledger says so.

    The sealed rows are kept until their day only where others hold the place of some.

    Raises:
        UndoRefusedError: its time is over, or its state does not allow it.
        UsageError: there is no such execution.
    """
    known = desk.state.execution(execution_id)
    if known is None:
        raise no_execution(execution_id)
    folder = desk.folder(execution_id)
    if known.state == "undone" and folder.key_path.exists():
        # Its rows are back; a killed process may have left the rest undone.
        report = undone(execution_id, desk.state)
    else:
        stores = _writable_stores(desk)
        report = undo(
            known.order,
            stores,
            folder,
            desk.state,
            pace={store.name: _pace(store) for store in stores},
            clock=lambda: desk.as_of,
        )
    desk.suppression.remove(SealedPeople.of(folder, folder.key()).raw_keys().values())
    desk.records.commit()
    desk.seal(
        {
            "kind": "erasure_undone",
            "execution": execution_id,
            "plan": known.order.plan_hash,
            "restored": report.restored,
            "present": report.present,
            "conflicts": report.conflicts,
        }
    )
    if not report.conflicts:
        discard(desk, execution_id)
    return report


def no_execution(execution_id: str) -> UsageError:
    return UsageError(
        Text(zh=f"没有执行 {execution_id}", en=f"There is no execution {execution_id}"),
        Text(
            zh="quanyi erasure show 计划编号 列出该计划的执行。",
            en="`quanyi erasure show PLAN` names the executions of a plan.",
        ),
    )


def _begun(desk: Desk, plan: StoredPlan) -> Execution | None:
    """The execution of this plan that has not come to its interim certificate."""
    for execution_id, plan_hash, state in desk.records.executions():
        uncertified = state == "done" and desk.records.certificate(execution_id, INTERIM) is None
        if plan_hash == plan.plan_hash and (state == "started" or uncertified):
            known = desk.state.execution(execution_id)
            assert known is not None, "it is in the list"
            return Execution(known.order, plan, desk.records.approval_of(execution_id))
    return None


def _begin(desk: Desk, plan: StoredPlan) -> Execution:
    """Start it; a plan that no longer fits is refused before its approval is used up."""
    approval = usable_approval(desk, plan)
    order = Order(
        execution_id=f"{plan.plan_hash[:8]}-{approval.approval_id[:8]}",
        plan_hash=plan.plan_hash,
        ceilings=plan.ceilings,
        recoverable_until=_recoverable_until(desk, plan),
    )
    execution = Execution(order, plan, approval)
    _waves(desk, execution).unchanged()
    # Sealed first: killed between the two it is sealed again, and no execution is missing in the ledger.
    desk.seal(
        {
            "kind": "erasure_started",
            "execution": order.execution_id,
            "plan": plan.plan_hash,
            "approval": approval.approval_id,
            "recoverable_until": order.recoverable_until.isoformat(),
        }
    )
    desk.state.start(order, [approval.approval_id], desk.as_of)
    return execution


def _recoverable_until(desk: Desk, plan: StoredPlan) -> datetime:
    """Some days to take it back, but not beyond the first legal deadline that is still to come."""
    latest = desk.as_of + timedelta(days=desk.retention.undo_days)
    deadlines = [each.due_at for each in desk.records.subjects(plan.plan_hash) if each.due_at is not None]
    return min([latest, *(due_at for due_at in deadlines if due_at > desk.as_of + timedelta(days=1))])


def _waves(desk: Desk, execution: Execution) -> PlanWaves:
    return PlanWaves(
        desk.workspace,
        desk.retention,
        execution.plan,
        tuple(desk.records.subjects(execution.plan.plan_hash)),
        execution.approval,
        desk.treatment,
        desk.suppression,
        desk.requested,
        desk.as_of,
    )


def _writable_stores(desk: Desk) -> list[StoreConfig]:
    return [writable(store, desk.workspace.config_path) for store in desk.workspace.config.stores]


def _pace(store: StoreConfig) -> StorePace:
    settings = store.erasure
    return StorePace(
        rows_per_second=settings.rows_per_second,
        batch_rows=settings.batch_rows,
        lock_seconds=settings.lock_seconds,
        rebuild_indexes=settings.rebuild_indexes,
        known_triggers=settings.known_triggers,
    )
