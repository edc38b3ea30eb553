"""The register: which steps may follow which, and that nothing of the past can be changed."""

import sqlite3
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy.calendar import WorkingCalendar
from policy.errors import QuanyiError
from policy.requests import RequestsPolicy
from privacy.requests import steps
from privacy.requests.due import due_requests
from privacy.requests.register import Register
from privacy.requests.request import Event, Request

RECEIVED = datetime(2026, 3, 2, 9)
CASES = yaml.safe_load(Path(__file__).with_name("steps.yaml").read_text(encoding="utf-8"))
Step = Callable[[Register, str, datetime], Request]


@pytest.fixture
def step(policy: RequestsPolicy, calendar: WorkingCalendar) -> dict[str, Step]:
    def extend(days: int, later: int = 0) -> Step:
        def do(register: Register, request_id: str, at: datetime) -> Request:
            return steps.extend(
                register, request_id, policy, calendar, days=days, reason="many records",
                told=at + timedelta(days=later), at=at + timedelta(days=later), by="Lin",
            )  # fmt: skip

        return do

    def verify(method: str = "signed_in", hours: int = 0) -> Step:
        return lambda register, request_id, at: steps.verify_identity(
            register, request_id, policy, method=method, evidence="file 12", at=at + timedelta(hours=hours),
            by="Lin",
        )  # fmt: skip

    def refuse(reason: str) -> Step:
        return lambda register, request_id, at: steps.refuse(
            register, request_id, policy, reason=reason, at=at, by="Lin"
        )

    def simple(function: Any, **words: str) -> Step:
        return lambda register, request_id, at: function(register, request_id, at=at, by="Lin", **words)

    return {
        "verify": verify(), "unknown_method": verify("rumour"),
        "earlier": lambda register, request_id, at: steps.fail_identity(
            register, request_id, reason="x", at=RECEIVED - timedelta(hours=1), by="Lin"),
        "fail": simple(steps.fail_identity, reason="no answer"),
        "pause": simple(steps.pause, reason="awaiting proof"), "resume": simple(steps.resume),
        "extend": extend(15), "extend_too_much": extend(16), "extend_late": extend(15, later=31),
        "fulfil": simple(steps.fulfil, how="by letter"), "withdraw": simple(steps.withdraw),
        "refuse_unproven": refuse("identity_unproven"), "refuse_kept": refuse("kept_by_law"),
        "refuse_unknown": refuse("no_wish"),
        "exported": lambda register, request_id, at: register.record(
            request_id, Event("exported", at, "Lin", {"rows": 1}), lambda request: None),
    }  # fmt: skip


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['kind']}-{case['before']}-{case['then']}")
def test_steps(case: dict[str, Any], register: Register, step: dict[str, Step]) -> None:
    request = register.receive(case["kind"], "k1.person", at=RECEIVED, by="Lin", channel="app")
    assert request.state == "received"
    at = RECEIVED
    for name in case["before"]:
        at += timedelta(minutes=1)
        step[name](register, request.id, at)
    before = register.request(request.id)
    if "error" in case:
        with pytest.raises(QuanyiError) as raised:
            step[case["then"]](register, request.id, at)
        assert type(raised.value).__name__ == case["error"]
        assert raised.value.exit_code == (64 if case["error"] == "UsageError" else 3)
        assert register.request(request.id) == before
    else:
        assert step[case["then"]](register, request.id, at).state == case["state"]


def test_a_refusal_keeps_its_words_and_basis(
    register: Register, step: dict[str, Step], policy: RequestsPolicy
) -> None:
    request = register.receive("access", "k1.person", at=RECEIVED, by="Lin", channel="app")
    closed = step["refuse_unproven"](register, request.id, RECEIVED).closed
    assert closed is not None
    assert closed.detail["text"] == policy.refusals["identity_unproven"].text.model_dump()
    assert closed.detail["legal_basis"]["zh"] and closed.detail["legal_basis"]["en"]


def test_events_cannot_be_changed_or_removed(register: Register, control: sqlite3.Connection) -> None:
    request = register.receive("access", "k1.person", at=RECEIVED, by="Lin", channel="app")
    for statement in ("UPDATE request_events SET clerk = 'Wu'", "DELETE FROM request_events"):
        with pytest.raises(sqlite3.DatabaseError, match="append-only"):
            control.execute(statement)
    assert register.request(request.id) == request


def test_closed_requests_expire_and_open_ones_stay(register: Register, step: dict[str, Step]) -> None:
    old = register.receive("access", "k1.old", at=RECEIVED, by="Lin", channel="app")
    waiting = register.receive("access", "k1.waiting", at=RECEIVED, by="Lin", channel="app")
    step["withdraw"](register, old.id, RECEIVED)
    assert register.expire(RECEIVED + timedelta(days=10), keep_days=10) == 0
    assert register.expire(RECEIVED + timedelta(days=10, seconds=1), keep_days=10) == 1
    assert [request.id for request in register.requests()] == [waiting.id]
    assert register.keyed(old.id, "subject") is None


def test_an_erased_person_is_forgotten_and_the_events_stay(
    register: Register, control: sqlite3.Connection
) -> None:
    request = register.receive("erase", "k1.person", at=RECEIVED, by="Lin", channel="app")
    other = register.receive("erase", "k1.other", at=RECEIVED, by="Lin", channel="app")
    assert register.forget_subjects(["k1.person"]) == 1
    assert register.request(request.id).subject_id is None
    assert register.request(request.id).events == request.events
    assert register.request(other.id).subject_id == "k1.other"
    assert "k1.person" not in "\n".join(control.iterdump())


def test_due_requests(
    register: Register,
    control: sqlite3.Connection,
    step: dict[str, Step],
    policy: RequestsPolicy,
    calendar: WorkingCalendar,
) -> None:
    def receive(kind: Any, subject: str, *done: str, after: int = 0) -> None:
        at = RECEIVED + timedelta(days=after)
        request = register.receive(kind, subject, at=at, by="Lin", channel="app")
        for name in done:
            step[name](register, request.id, at)

    receive("erase", "unproven")
    receive("erase", "verified", "verify", after=3)
    receive("cancel", "verified", "verify")
    receive("erase", "paused", "verify", "pause")
    receive("access", "reader", "verify")
    receive("erase", "done", "verify", "fulfil")
    receive("erase", "later", "verify", after=9)
    due = due_requests(control, RECEIVED + timedelta(days=8), policy, calendar)
    assert due == [("verified", datetime(2026, 3, 23, 23, 59, 59))]


def test_due_beyond_the_calendar_is_early_rather_than_lost(
    register: Register,
    control: sqlite3.Connection,
    step: dict[str, Step],
    policy: RequestsPolicy,
    calendar: WorkingCalendar,
) -> None:
    at = datetime.combine(calendar.last, RECEIVED.time())
    request = register.receive("cancel", "k1.person", at=at, by="Lin", channel="app")
    step["verify"](register, request.id, at)
    assert register.request(request.id).overdue(policy, calendar, at) is None
    ((subject, due_at),) = due_requests(control, at, policy, calendar)
    assert (subject, due_at.date()) == ("k1.person", calendar.last + timedelta(days=15))
