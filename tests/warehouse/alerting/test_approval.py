"""A deletion plan that waits: told once, whatever its hash, until an officer has acted."""

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from privacy.erasure.approval import sign_approval
from privacy.erasure.records import Order
from warehouse.alerting.standing import standing
from warehouse.control import ControlStore
from warehouse.erasure.desk import Desk, open_desk
from warehouse.workspace import Workspace

AS_OF = datetime(2026, 3, 16, 23)
KEY = Ed25519PrivateKey.from_private_bytes(b"1" * 32)


def _plan(workspace: Workspace, plan_hash: str, rows: int = 7) -> None:
    actions = [{"rule_id": "orders", "store": "lake", "table": "orders", "rows": rows}]
    document: dict[str, Any] = {"plan_hash": plan_hash, "subjects": 1200, "rows": rows, "actions": actions}
    ControlStore(workspace.control_path).add_plan(plan_hash, "run", AS_OF, document)


def _approve(desk: Desk, plan_hash: str) -> str:
    approval = sign_approval(
        plan_hash, requesters=["job"], private_key=KEY, policy=desk.workspace.policy.approvers, now=AS_OF
    )
    desk.records.add_approval(approval)
    return approval.approval_id


def _state(workspace: Workspace) -> str | None:
    found = standing(workspace, AS_OF)
    return found[0].state if found else None


@pytest.fixture
def desk(make_workspace, tmp_path) -> Iterator[Desk]:
    make_workspace()
    public = base64.b64encode(KEY.public_key().public_bytes_raw()).decode()
    (tmp_path / "policy" / "approvers.yaml").write_text(
        f"approvers: [{{name: 王敏, public_key: {public}, valid_until: 2027-01-01}}]\n", encoding="utf-8"
    )
    with open_desk(make_workspace(), AS_OF) as opened:
        yield opened


def test_a_new_plan_every_night_is_the_same_news(desk: Desk) -> None:
    _plan(desk.workspace, "aa" * 8)
    (found,) = standing(desk.workspace, AS_OF)
    assert found.event == "approval"
    assert found.line.en == "deletion plan aaaaaaaaaaaa: 1,200 people, 7 rows"
    assert found.line.zh == "删除计划 aaaaaaaaaaaa：1,200 人，7 行"
    _plan(desk.workspace, "bb" * 8)
    assert _state(desk.workspace) == found.state


def test_a_plan_without_anything_due_waits_for_nobody(desk: Desk) -> None:
    _plan(desk.workspace, "aa" * 8, rows=0)
    assert standing(desk.workspace, AS_OF) == []


def test_an_approved_plan_waits_no_longer_and_the_next_one_is_news(desk: Desk) -> None:
    _plan(desk.workspace, "aa" * 8)
    before = _state(desk.workspace)
    _approve(desk, "aa" * 8)
    assert _state(desk.workspace) is None
    _plan(desk.workspace, "bb" * 8)
    assert _state(desk.workspace) not in (None, before)


def test_a_plan_carried_out_waits_no_longer_unless_it_was_undone(desk: Desk) -> None:
    _plan(desk.workspace, "aa" * 8)
    before = _state(desk.workspace)
    order = Order("e1", "aa" * 8, {("lake", "orders"): 100}, AS_OF + timedelta(days=3))
    desk.state.start(order, [_approve(desk, "aa" * 8)], AS_OF)
    assert _state(desk.workspace) is None
    desk.state.move("e1", "started", "undone", AS_OF)
    assert _state(desk.workspace) not in (None, before)
