"""The erasure page's data, from a real control store with a plan, approvals and executions in it."""

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from assets.page_data.erasure import erasure_page
from assets.run import Run
from dashboard.erasure import ErasurePlan, ExecutionRow, MentionRow
from policy.text import Text
from privacy.erasure.approval import sign_approval
from privacy.erasure.records import BatchResult, NewBatch, Order
from warehouse.erasure.desk import Desk, open_desk
from warehouse.erasure.records import PlanSubject

HASH = "9f2c41e07ab3d8c6"
KEY = Ed25519PrivateKey.from_private_bytes(b"1" * 32)
RETENTION = """
subject: {store: lake, table: people, key: id}
triggers: {cancellation: {days: 15, source: ours, clause: internet-co-1/14}}
exceptions:
  - {id: audit, scope: orders, columns: [phone], basis: {zh: 稽查, en: audit}, until: 2026-06-30}
  - {id: gone, scope: orders, columns: [phone], basis: {zh: 旧案, en: old case}, until: 2026-03-15}
tables:
  - {id: people, store: lake, table: people, erasure: {action: delete}}
  - id: orders
    store: lake
    table: orders
    erasure: {action: pseudonymise, columns: [name, phone]}
    minimum: {days: 1095, time: made_at, basis: {zh: 法, en: law}, source: law}
"""
ERASE, LAW, AUDIT = ({"zh": zh, "en": en} for zh, en in (("删", "erase"), ("法", "law"), ("稽查", "audit")))


def action(**given: Any) -> dict[str, Any]:
    return {
        "rule_id": "orders", "store": "lake", "table": "orders", "trigger": "cancellation",
        "action": "change", "columns": ["name", "phone"], "decided_by": "erasure_duty", "basis": ERASE,
        "clause": "internet-co-1/14", "subjects": 2, "rows": 5,
    } | given  # fmt: skip


def field(column: str, treatment: str, **given: Any) -> dict[str, Any]:
    return {
        "rule_id": "orders", "store": "lake", "table": "orders", "column": column, "treatment": treatment,
        "decided_by": "erasure_duty", "basis": ERASE, "clause": None, "rows": 5,
    } | given  # fmt: skip


def kept(reason: str, basis: dict[str, str], rows: int = 3) -> dict[str, Any]:
    return {
        "rule_id": "orders", "store": "lake", "table": "orders", "decided_by": reason, "basis": basis,
        "clause": None, "subjects": 1, "rows": rows,
    }  # fmt: skip


DOCUMENT: dict[str, Any] = {
    "plan_hash": HASH, "subjects": 2, "rows": 7,
    "actions": [
        action(), action(decided_by="statutory_minimum", basis=LAW, rows=2),
        action(trigger="request", rows=0),
    ],
    "fields": [
        field("name", "pseudonymise"), field("phone", "clear"), field("phone", "keep", rows=0),
        field("phone", "keep", decided_by="exception", basis=AUDIT, rows=4),
        field("phone", "keep", decided_by="exception", basis=AUDIT, rows=1),
    ],
    "kept": [
        kept("statutory_minimum", LAW), kept("legal_hold", ERASE), kept("reference", ERASE),
        kept("lawful_basis", ERASE), kept("legal_hold", ERASE, rows=0),
    ],
    "ceilings": [{"store": "lake", "table": name, "rows": 100} for name in ("orders", "people")],
    "examples": [
        {"store": "lake", "table": "orders", "column": "phone", "shapes": ["1****"]},
        {"store": "lake", "table": "orders", "column": "name", "shapes": []},
    ],
    "gaps": {"request": {"zh": "无", "en": "none"}},
    "mentions": [
        {"rule_id": None, "store": "lake", "table": "notes", "column": "text", "action": "report",
         "decided_by": "reported", "subjects": 1, "cells": 4},
    ],
}  # fmt: skip


@pytest.fixture
def desk(run: Run) -> Iterator[Desk]:
    """The desk of an organisation with rules and one approver; its plan was asked for by `engineer`."""
    folder = run.workspace.config.policy
    assert folder is not None
    (folder / "retention.yaml").write_text(RETENTION, encoding="utf-8")
    public = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
    (folder / "approvers.yaml").write_text(
        f"approvers: [{{name: 王敏, public_key: {public}, valid_until: 2027-01-01}}]\n", encoding="utf-8"
    )
    with open_desk(run.workspace, run.as_of) as opened:
        run.control.add_plan(HASH, run.run_id, run.as_of, DOCUMENT)
        opened.records.add_plan(HASH, [PlanSubject("k1", "cancellation", None)], "engineer", run.as_of)
        yield opened


def approve(desk: Desk, at: datetime) -> str:
    approval = sign_approval(
        HASH, requesters=["engineer"], private_key=KEY, policy=desk.workspace.policy.approvers, now=at
    )
    desk.records.add_approval(approval)
    return approval.approval_id


def start(desk: Desk, at: datetime, name: str = "9f2c41e0-1") -> str:
    order = Order(name, HASH, {("lake", "orders"): 100}, at + timedelta(days=3))
    desk.state.start(order, [approve(desk, at)], at)
    return name


def plan_of(run: Run) -> ErasurePlan:
    plan = erasure_page(run).plan
    assert plan is not None
    return plan


def executions_of(run: Run) -> tuple[ExecutionRow, ...]:
    return erasure_page(run).executions


def test_without_plans_and_executions_the_page_is_empty(run: Run) -> None:
    page = erasure_page(run)
    assert page.plan is None and page.executions == () and page.more == 0


def test_each_column_stands_with_its_own_treatment_and_lines_without_rows_are_left_out(
    run: Run, desk: Desk
) -> None:
    plan = plan_of(run)
    assert plan.changes[0].columns == (("name", "pseudonymise"), ("phone", "clear"))
    assert [(change.decided_by, change.rows) for change in plan.changes] == [
        ("erasure_duty", 5), ("statutory_minimum", 2),
    ]  # fmt: skip
    assert [(each.table, each.planned, each.rows) for each in plan.ceilings] == [("orders", 7, 100)]
    assert plan.mentions == (MentionRow("lake", "notes", "text", None, "report", "reported", 1, 4),)
    assert [each.column for each in plan.examples] == ["phone"]
    assert plan.gaps == (("request", Text(zh="无", en="none")),)


def test_what_stays_says_until_when(run: Run, desk: Desk) -> None:
    stays = [(stay.decided_by, stay.column, stay.rows, stay.until.en) for stay in plan_of(run).stays]
    assert stays == [
        ("statutory_minimum", None, 3, "1,095 days after made_at"),
        ("legal_hold", None, 3, "until the hold is released"),
        ("reference", None, 3, "until no row that stays refers to it"),
        ("lawful_basis", None, 3, "policy sets no end"),
        ("exception", "phone", 5, "until 2026-06-30"),
    ]


def test_exceptions_say_whether_they_are_in_force(run: Run, desk: Desk) -> None:
    assert [(each.id, each.in_force) for each in plan_of(run).exceptions] == [
        ("audit", True),
        ("gone", False),
    ]


def test_a_plan_of_an_earlier_run_is_marked(run: Run, desk: Desk) -> None:
    assert plan_of(run).is_of_this_run
    run.control.add_plan("aa" * 8, "another", run.as_of + timedelta(hours=1), DOCUMENT)
    assert not plan_of(run).is_of_this_run


def test_the_status_follows_approval_and_execution(run: Run, desk: Desk) -> None:
    assert plan_of(run).status == "waiting"
    approve(desk, run.as_of - timedelta(days=8))
    plan = plan_of(run)
    assert plan.status == "waiting", "the approval has run out"
    assert plan.approvals[0].refused is not None and "good from" in plan.approvals[0].refused.en
    approve(desk, run.as_of)
    assert plan_of(run).status == "approved"
    name = start(desk, run.as_of)
    assert plan_of(run).status == "started"
    desk.state.move(name, "started", "done", run.as_of)
    assert plan_of(run).status == "executed"
    desk.state.move(name, "done", "undone", run.as_of)
    assert plan_of(run).status == "approved", "undone, so due again, and one approval is unused"
    assert plan_of(run).requesters == ("engineer",)


def test_an_execution_from_before_the_plan_was_made_anew_does_not_count(run: Run, desk: Desk) -> None:
    name = start(desk, run.as_of - timedelta(days=2))
    desk.state.move(name, "started", "done", run.as_of - timedelta(days=2))
    assert plan_of(run).status == "waiting"


def test_an_approver_who_asked_later_cannot_be_relied_on(run: Run, desk: Desk) -> None:
    approve(desk, run.as_of)
    desk.records.add_plan(HASH, [], "王敏", run.as_of)
    plan = plan_of(run)
    assert plan.status == "waiting" and plan.approvals[0].refused is not None


def test_an_execution_shows_rows_skips_and_what_vanished(run: Run, desk: Desk) -> None:
    name = start(desk, run.as_of)
    (batch,) = desk.state.add_wave(name, 2, 1, [NewBatch("lake", "orders", 5)], run.as_of)
    desk.state.end_batch(name, batch, BatchResult({("orders", "clear"): 3}, missing=2), 1)
    reasons = {"k1": "funds", "k2": "logged_in", "k3": "logged_in"}
    desk.state.skip(name, reasons, run.as_of + timedelta(days=3))
    (shown,) = executions_of(run)
    assert [(rule.rule, rule.action, rule.rows) for rule in shown.rules] == [("orders", "clear", 3)]
    assert shown.skipped == (("logged_in", 2), ("funds", 1)) and shown.missing == 2
    assert shown.can_be_undone and shown.approver == "王敏" and shown.certificates == ()


def test_certificates_keep_the_skipped_and_tell_what_was_searched(run: Run, desk: Desk) -> None:
    name = start(desk, run.as_of - timedelta(days=4))
    remains = [
        {"store": "lake", "place": "backup", "until": "2026-04-01T00:00:00", "zh": "备", "en": "backups"}
    ]
    common = {"subjects": 2, "remains": remains, "skipped": {"funds": 1}}
    desk.records.add_certificate(name, {"kind": "erasure_interim_certificate", **common}, "ab", run.as_of)
    scan = {
        "identifiers": 4, "searched": {"lake": 2}, "result": "found",
        "found": [{"where": "lake", "table": "orders", "column": "note", "rows": 1}],
    }  # fmt: skip
    final = {"kind": "erasure_final_certificate", **common, "key_destroyed_at": "2026-03-16T23:00:00"}
    desk.records.add_certificate(name, {**final, "residual_scan": scan}, "", run.as_of)
    (shown,) = executions_of(run)
    interim, last = shown.certificates
    assert (interim.kind, interim.head, interim.scan) == ("interim", "ab", None)
    assert last.kind == "final" and last.head == "" and last.key_destroyed_at == datetime(2026, 3, 16, 23)
    assert last.scan is not None and last.scan.found == (("lake", "orders", "note", 1),)
    assert last.scan.searched == (("lake", 2),) and last.remains[0].until == datetime(2026, 4, 1)
    assert shown.skipped == (("funds", 1),) and not shown.can_be_undone


def test_older_executions_are_counted_not_listed(run: Run, desk: Desk) -> None:
    for number in range(22):
        start(desk, run.as_of, f"9f2c41e0-{number}")
    page = erasure_page(run)
    assert len(page.executions) == 20 and page.more == 2 and page.executions[0].id == "9f2c41e0-21"


def test_no_keyed_id_reaches_the_page(run: Run, desk: Desk) -> None:
    name = start(desk, run.as_of)
    desk.state.skip(name, {"k1-canary": "funds"}, run.as_of + timedelta(days=3))
    desk.records.add_plan(HASH, [PlanSubject("k1-canary", "cancellation", None)], "engineer", run.as_of)
    assert "canary" not in repr(erasure_page(run))
