"""Incidents: deadlines by class, who is still to be told, and counts that outlive the people."""

import sqlite3
from datetime import datetime, timedelta

import pytest

from policy.breaches import BreachesPolicy
from policy.errors import UsageError
from privacy.breaches import steps
from privacy.breaches.breach import PERSONS, Breach
from privacy.breaches.errors import BreachError
from privacy.breaches.register import BreachRegister

FOUND = datetime(2026, 3, 16, 8)
HOURS = {
    "general": {"authority": 24, PERSONS: 24},
    "larger": {"provincial_cac": 4, PERSONS: 24},
    "critical_infrastructure": {"protection_department": 1, PERSONS: 24},
    "public_interest": {"authority": 24, PERSONS: 24},
    "gdpr": {"supervisory_authority": 72, PERSONS: 24},
}


def _record(register: BreachRegister, policy: BreachesPolicy, class_: str = "larger") -> Breach:
    return steps.record(
        register, policy, kind="leak", class_=class_, description="public share", discovered_at=FOUND,
        at=FOUND + timedelta(hours=1), by="Lin",
    )  # fmt: skip


def _at(hours: float) -> dict[str, object]:
    return {"at": FOUND + timedelta(hours=hours), "by": "Lin"}


@pytest.mark.parametrize("class_", HOURS)
def test_deadlines_count_from_discovery(
    class_: str, register: BreachRegister, policy: BreachesPolicy
) -> None:
    breach = _record(register, policy, class_)
    assert set(policy.classes) == set(HOURS)
    breach = steps.affected(register, breach.id, count=1, subjects=(), **_at(2))
    due = {telling.id: telling.due_at - FOUND for telling in breach.tellings(policy)}
    assert due == {name: timedelta(hours=hours) for name, hours in HOURS[class_].items()}


def test_overdue_open_and_done_late(register: BreachRegister, policy: BreachesPolicy) -> None:
    breach = _record(register, policy)
    (report,) = breach.tellings(policy)
    assert not report.overdue(FOUND + timedelta(hours=4))
    assert report.overdue(FOUND + timedelta(hours=4, seconds=1))
    steps.reported(register, breach.id, policy, report="provincial_cac", reference="file 9", **_at(5))
    later = steps.reported(
        register, breach.id, policy, report="provincial_cac", reference="file 10", **_at(9)
    )
    (report,) = later.tellings(policy)
    assert report.done_at == FOUND + timedelta(hours=5), "the first report is the one that counts"
    assert report.overdue(FOUND + timedelta(hours=5))


def test_told_in_time_stays_in_time(register: BreachRegister, policy: BreachesPolicy) -> None:
    breach = _record(register, policy)
    breach = steps.reported(
        register, breach.id, policy, report="provincial_cac", reference="file 9", **_at(3)
    )
    (report,) = breach.tellings(policy)
    assert not report.overdue(FOUND + timedelta(days=9))


def test_people_still_to_be_told(register: BreachRegister, policy: BreachesPolicy) -> None:
    breach = _record(register, policy)
    breach = steps.affected(register, breach.id, count=5, subjects=["a", "b", "c"], **_at(2))
    assert (breach.affected, breach.open_persons) == (5, 5)
    breach = steps.notified(register, breach.id, subjects=["b"], uncounted=0, channel="message", **_at(3))
    assert register.untold(breach.id) == ["a", "c"] and breach.open_persons == 4
    with pytest.raises(UsageError, match="1 of the persons"):
        steps.notified(register, breach.id, subjects=["a", "x"], uncounted=0, channel="message", **_at(3))
    with pytest.raises(UsageError, match="More persons"):
        steps.notified(register, breach.id, subjects=[], uncounted=3, channel="notice", **_at(3))
    assert register.breach(breach.id) == breach, "what is refused leaves no trace"
    breach = steps.notified(register, breach.id, subjects=None, uncounted=2, channel="notice", **_at(4))
    assert register.untold(breach.id) == [] and breach.open_persons == 0
    assert breach.tellings(policy)[-1].done_at == FOUND + timedelta(hours=4)


def test_closing_waits_for_everybody(register: BreachRegister, policy: BreachesPolicy) -> None:
    breach = _record(register, policy)
    steps.affected(register, breach.id, count=2, subjects=["a"], **_at(2))

    def close(reason: str | None) -> Breach:
        return steps.close(register, breach.id, policy, measures="revoked", without_notice=reason, **_at(6))

    with pytest.raises(BreachError, match=r"provincial.*persons"):
        close(None)
    with pytest.raises(BreachError, match="provincial"):
        close("the file was encrypted")
    steps.reported(register, breach.id, policy, report="provincial_cac", reference="file 9", **_at(3))
    with pytest.raises(BreachError, match="persons"):
        close(None)
    closed = close("the file was encrypted")
    assert closed.closed is not None and closed.notice_waived == "the file was encrypted"
    assert [telling.id for telling in closed.tellings(policy)] == ["provincial_cac"]
    with pytest.raises(BreachError, match="is closed"):
        steps.affected(register, breach.id, count=3, subjects=(), **_at(7))


@pytest.mark.parametrize("wrong", [{"kind": "rumour"}, {"class_": "tiny"}])
def test_codes_come_from_policy(
    wrong: dict[str, str], register: BreachRegister, policy: BreachesPolicy
) -> None:
    given = {"kind": "leak", "class_": "larger", "description": "x", "discovered_at": FOUND} | wrong
    with pytest.raises(UsageError, match=r"breaches\.yaml has no"):
        steps.record(register, policy, **given, **_at(1))


def test_an_erased_person_is_forgotten_and_counted(
    register: BreachRegister, policy: BreachesPolicy, control: sqlite3.Connection
) -> None:
    breach = _record(register, policy)
    steps.affected(register, breach.id, count=2, subjects=["k1.gone", "k1.stays"], **_at(2))
    before = steps.notified(
        register, breach.id, subjects=["k1.gone"], uncounted=0, channel="letter", **_at(3)
    )
    assert register.forget_subjects(["k1.gone"]) == 1
    assert register.breach(breach.id) == before, "the counts stay"
    assert "k1.gone" not in "\n".join(control.iterdump())


def test_people_of_closed_incidents_expire(register: BreachRegister, policy: BreachesPolicy) -> None:
    old, waiting = _record(register, policy), _record(register, policy)
    for one in (old, waiting):
        steps.affected(register, one.id, count=1, subjects=[f"k1.{one.id}"], **_at(2))
    steps.reported(register, old.id, policy, report="provincial_cac", reference="file 9", **_at(3))
    steps.close(register, old.id, policy, measures="revoked", without_notice="encrypted", **_at(4))
    closed_at = FOUND + timedelta(hours=4)
    assert register.expire(closed_at + timedelta(days=7), keep_days=7) == 0
    assert register.expire(closed_at + timedelta(days=7, seconds=1), keep_days=7) == 1
    assert register.untold(old.id) == [] and register.breach(old.id).affected == 1
    assert len(register.untold(waiting.id)) == 1


def test_events_cannot_be_changed_or_removed(
    register: BreachRegister, policy: BreachesPolicy, control: sqlite3.Connection
) -> None:
    breach = _record(register, policy)
    for statement in ("UPDATE breach_events SET clerk = 'Wu'", "DELETE FROM breach_events"):
        with pytest.raises(sqlite3.DatabaseError, match="append-only"):
            control.execute(statement)
    assert register.breach(breach.id) == breach
