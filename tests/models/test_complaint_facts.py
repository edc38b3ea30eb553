"""Facts of complaints on hand-worked logs; complaint_cases.yaml holds more of them."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.models.complaint_logs import complaint as any_complaint

Row = dict[str, Any]
Build = Callable[..., list[Row]]

AS_OF = datetime(2026, 3, 16, 23)
RECEIVED = datetime(2026, 2, 1, 10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def complaint(**values: Any) -> Row:
    return any_complaint(**{"received_at": RECEIVED} | values)


def step(kind: str, at: datetime, actor: str = "agent", complaint_id: str = "c1") -> Row:
    return {"id": f"{complaint_id}-{kind}-{at}-{actor}", "complaint_id": complaint_id, "type": kind,
            "actor": actor, "at": at}  # fmt: skip


def facts_of(build: Build, *steps: Row, as_of: datetime = AS_OF, **values: Any) -> Row:
    (row,) = build("complaint_facts", as_of=as_of, complaints=[complaint(**values)], complaint_events=steps)
    return row


def test_the_first_response_is_the_first_public_reply_of_a_person(build: Build) -> None:
    row = facts_of(
        build,
        step("public_reply", RECEIVED - HOUR),
        step("auto_reply", RECEIVED, "bot"),
        step("public_reply", RECEIVED + HOUR, "bot"),
        step("public_reply", RECEIVED + HOUR, "user"),
        step("internal_note", RECEIVED + 2 * HOUR),
        step("public_reply", RECEIVED + 3 * HOUR),
        step("public_reply", RECEIVED + 9 * HOUR),
    )
    assert row["first_response_at"] == RECEIVED + 3 * HOUR
    assert row["first_response_seconds"] == 3 * 3600
    assert row["first_response_breach"] is False


def test_exactly_on_the_limit_is_in_time_and_a_second_later_is_not(build: Build) -> None:
    second = timedelta(seconds=1)
    on_time = facts_of(build, step("public_reply", RECEIVED + DAY), closed_at=RECEIVED + 15 * DAY)
    late = facts_of(build, step("public_reply", RECEIVED + DAY + second),
                    closed_at=RECEIVED + 15 * DAY + second)  # fmt: skip
    assert (on_time["first_response_breach"], on_time["closure_breach"]) == (False, False)
    assert (late["first_response_breach"], late["closure_breach"]) == (True, True)


def test_what_may_still_end_in_time_is_undecided_and_what_is_overdue_is_a_breach(build: Build) -> None:
    undecided = facts_of(build, as_of=RECEIVED + DAY)
    overdue = facts_of(build, as_of=RECEIVED + 15 * DAY + HOUR)
    assert (undecided["first_response_breach"], undecided["closure_breach"]) == (None, None)
    assert (overdue["first_response_breach"], overdue["closure_breach"]) == (True, True)


def test_a_reopened_complaint_is_neither_resolved_nor_closed(build: Build) -> None:
    log = [
        step("resolved", RECEIVED + DAY),
        step("closed", RECEIVED + 2 * DAY),
        step("reopened", RECEIVED + 3 * DAY, "user"),
    ]
    row = facts_of(build, *log)
    assert (row["resolved_at"], row["closed_at"], row["reopen_count"]) == (None, None, 1)
    again = facts_of(build, *log, step("resolved", RECEIVED + 4 * DAY), step("closed", RECEIVED + 20 * DAY))
    assert again["resolved_at"] == RECEIVED + 4 * DAY
    assert again["first_resolved_at"] == RECEIVED + DAY
    assert again["resolution_seconds"] == 4 * 86400
    assert again["closed_at"] == RECEIVED + 20 * DAY
    assert again["closure_breach"] is True


def test_the_verdict_is_revisited_as_time_goes_on(build: Build) -> None:
    log = [step("closed", RECEIVED + DAY), step("reopened", RECEIVED + 20 * DAY, "user")]
    assert facts_of(build, *log, as_of=RECEIVED + 10 * DAY)["closure_breach"] is False
    assert facts_of(build, *log, as_of=RECEIVED + 21 * DAY)["closure_breach"] is True


def test_a_second_closing_without_a_reopening_changes_nothing(build: Build) -> None:
    row = facts_of(
        build,
        step("closed", RECEIVED + DAY),
        step("closed", RECEIVED + 30 * DAY),
        closed_at=RECEIVED + DAY + timedelta(seconds=5),
    )
    assert row["closed_at"] == RECEIVED + DAY


def test_a_complaint_after_the_as_of_is_not_known_yet(build: Build) -> None:
    assert build("complaint_facts", complaints=[complaint(received_at=AS_OF + HOUR)]) == []


CASES = yaml.safe_load((Path(__file__).parent / "complaint_cases.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES["cases"], ids=lambda case: case["name"])
def test_case(build: Build, case: dict[str, Any]) -> None:
    steps = [step(kind, at, *rest) for at, kind, *rest in case.get("steps", [])]
    row = facts_of(build, *steps, **{"as_of": CASES["as_of"]} | case["given"])
    assert {name: row[name] for name in case["expect"]} == case["expect"]
