"""The deletion plan of an organisation: judged from the newest entities, and stored with whom it is about."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

import duckdb
import pyarrow as pa

from policy.errors import PolicyError, QuanyiError
from policy.retention import RetentionPolicy
from policy.text import Text
from privacy.erasure.due import JudgedRows, judge_rows, retention_due
from privacy.erasure.examples import masked_examples
from privacy.erasure.plan import DeletionPlan, build_plan, plan_subjects
from privacy.erasure.stage import stage_subjects
from privacy.stores.catalog import Catalog, unreadable
from privacy.stores.session import Session
from warehouse.contracts import load_contracts
from warehouse.control import ControlStore
from warehouse.database import input_states, record_fresh, record_unusable
from warehouse.due_subjects import due_subjects
from warehouse.erasure.approving import approve_beforehand
from warehouse.erasure.desk import Desk
from warehouse.erasure.mentioned import mentioned
from warehouse.erasure.records import PlanSubject
from warehouse.erasure.restored import restored_people
from warehouse.state import InputState
from warehouse.write_entity import write_entity

# A plan that nobody carried out for so long is no longer waiting.
STALE_DAYS = 30
CONTRACT = load_contracts()["retention_due"]
# Without these nobody can say who is to be erased.
NEEDS = ("users", "accounts", "legal_holds")


def make_plan(
    desk: Desk,
    warehouse: duckdb.DuckDBPyConnection,
    session: Session,
    control: ControlStore,
    *,
    run_id: str,
    requester: str,
) -> DeletionPlan:
    """Judge the rows of the stores, write the entity `retention_due`, store the plan and its people.

    A plan in which only rules act that policy approved beforehand has its approval at once.

    Raises:
        PolicyError: an entity it needs is unusable, or rules and stores do not fit.
        StoreError: a store with rules did not answer, or a table of it may not be read.
            After any error `retention_due` is unusable: the checks that need it cannot tell.
    """
    try:
        plan = _judge(desk, warehouse, session, control.latest_catalogs(1)[0], requester)
    except QuanyiError as error:
        reason = Text(zh=error.line("zh"), en=error.line("en"))
        record_unusable(warehouse, CONTRACT.entity, "failed", reason)
        raise
    record_fresh(warehouse, CONTRACT, desk.as_of)
    control.add_plan(plan.plan_hash, run_id, desk.as_of, plan.to_json())
    if not desk.records.approvals(plan.plan_hash):
        approve_beforehand(desk, desk.records.plan(plan.plan_hash))
    return plan


def _judge(
    desk: Desk,
    warehouse: duckdb.DuckDBPyConnection,
    session: Session,
    catalog: Catalog,
    requester: str,
) -> DeletionPlan:
    policy, states = desk.retention, input_states(warehouse)
    _refuse_unusable(states)
    _refuse_unread(policy, catalog, session)
    due = due_subjects(
        warehouse, desk.as_of, policy, desk.workspace.policy.calendar, states, desk.requested()
    )
    pseudonymiser = desk.treatment.pseudonymiser
    restored = restored_people(
        session.connection, policy, catalog, desk.suppression, pseudonymiser, due.rows, desk.as_of
    )
    rows = pa.concat_tables([due.rows, restored])
    stage_subjects(session.connection, policy, catalog, pseudonymiser, rows)
    judged = judge_rows(session.connection, policy, catalog, as_of=desk.as_of)
    write_entity(warehouse, CONTRACT, retention_due(judged).to_pylist())
    found = entity_types(warehouse)
    plan = build_plan(
        judged,
        gaps=due.gaps,
        examples=masked_examples(judged, found),
        mentions=mentioned(judged, warehouse, found),
    )
    _forget(desk)
    desk.records.add_plan(plan.plan_hash, _subjects(judged), requester, desk.as_of)
    return plan


def _forget(desk: Desk) -> None:
    """Whom nobody needs to know any longer: of plans that lapsed, of skipped and suppressed people."""
    desk.records.forget_stale(desk.as_of - timedelta(days=STALE_DAYS))
    desk.state.expire(desk.as_of)
    desk.suppression.expire(desk.as_of)
    desk.records.commit()


def entity_types(warehouse: duckdb.DuckDBPyConnection) -> dict[tuple[str, str, str], str]:
    """Store, table, column -> what its cells are, as the newest scan found; nothing before there was one."""
    if "pii_findings" not in input_states(warehouse):
        return {}
    rows = warehouse.execute(
        'SELECT store, "table", "column", entity_type FROM entities.pii_findings '
        "WHERE personal AND NOT mentions AND path IS NULL"
    ).fetchall()
    return {(store, table, column): entity_type for store, table, column, entity_type in rows}


def _subjects(judged: JudgedRows) -> Sequence[PlanSubject]:
    deadlines: dict[tuple[str, str], datetime | None] = {
        (subject, trigger): due_at
        for subject, trigger, due_at in judged.connection.execute(
            "SELECT subject_id, trigger, min(due_at) FROM staged_subjects GROUP BY ALL"
        ).fetchall()
    }
    return [
        PlanSubject(subject, trigger, deadlines.get((subject, trigger)))
        for subject, trigger in plan_subjects(judged)
    ]


def _refuse_unusable(states: Mapping[str, InputState]) -> None:
    for need in NEEDS:
        if need not in states or states[need].status != "fresh":
            raise PolicyError(
                Text(
                    zh=f"实体 {need} 不可用，无法判断到期",
                    en=f"Without the entity {need} nothing can be judged due",
                ),
                Text(zh=f"请先修好 mapping/{need}.sql。", en=f"Mend mapping/{need}.sql first."),
            )


def _refuse_unread(policy: RetentionPolicy, catalog: Catalog, session: Session) -> None:
    for table in policy.tables:
        if table.store in session.failed:
            raise session.failed[table.store]
    judged = (catalog.table(table.store, table.table) for table in policy.tables)
    hidden = unreadable(table for table in judged if table is not None)
    if hidden is not None:
        raise hidden
