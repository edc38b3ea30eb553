"""Facts of complaints: hand-worked logs, and random logs against a slow reference in plain Python."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

Row = dict[str, Any]
Build = Callable[..., list[Row]]

AS_OF = datetime(2026, 3, 16, 23)
RECEIVED = datetime(2026, 2, 1, 10)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def complaint(**values: Any) -> Row:
    return {
        "id": "c1", "category": "quality", "channel": "app", "branch": "east", "priority": "normal",
        "status": "open", "received_at": RECEIVED, "resolution_state": "missing", "is_report": False,
    } | values  # fmt: skip


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
    assert row["first_response_hours"] == 3
    assert row["first_response_breach"] is False
    assert row["month"] == date(2026, 2, 1)


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
    assert overdue["age_days"] == 15 + 1 / 24


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
    assert again["resolution_days"] == 4
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


# --- random logs --------------------------------------------------------------------------------------

KINDS = ["auto_reply", "public_reply", "internal_note", "contacted", "resolved", "closed", "reopened"]
# A coarse grid makes ties between steps, and steps exactly on a limit, frequent.
moments = st.integers(0, 40).map(lambda half_days: RECEIVED - 2 * DAY + half_days * 12 * HOUR)


@st.composite
def logs(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    complaints, steps = [], []
    for number in range(draw(st.integers(1, 4))):
        name = f"c{number}"
        complaints.append(
            complaint(
                id=name,
                received_at=draw(moments),
                closed_at=draw(st.none() | moments),
                is_report=draw(st.booleans()),
                upheld=draw(st.none() | st.booleans()),
                satisfaction=draw(st.none() | st.integers(1, 5)),
            )
        )
        for kind, actor, at in draw(
            st.lists(st.tuples(st.sampled_from(KINDS), st.sampled_from(["agent", "bot", "user"]), moments))
        ):
            steps.append(step(kind, at, actor, name))
    return complaints, steps


def replay(case: Row, steps: list[Row], as_of: datetime) -> Row:
    """One complaint told step by step; at one instant a closing comes before a reopening."""
    seen = [(case["received_at"], 0, "received", "user")]
    if case["closed_at"] is not None:
        seen.append((case["closed_at"], 1, "closed", "system"))
    for event in steps:
        if event["complaint_id"] == case["id"]:
            rank = {"closed": 1, "reopened": 2}.get(event["type"], 1)
            seen.append((event["at"], rank, event["type"], event["actor"]))
    facts: Row = {"first_response_at": None, "resolved_at": None, "closed_at": None, "reopen_count": 0,
                  "changes": []}  # fmt: skip
    is_open = False
    for at, _, kind, actor in sorted(event for event in seen if case["received_at"] <= event[0] <= as_of):
        if kind == "public_reply" and actor == "agent" and facts["first_response_at"] is None:
            facts["first_response_at"] = at
        elif kind == "resolved":
            facts["resolved_at"] = at
        elif kind == "reopened":
            facts["reopen_count"] += 1
            facts["resolved_at"] = facts["closed_at"] = None
            if not is_open:
                facts["changes"].append((at, "reopened"))
            is_open = True
        elif kind == "received":
            is_open = True
            facts["changes"].append((at, "received"))
        elif kind == "closed" and is_open:
            is_open = False
            facts["closed_at"] = at
            facts["changes"].append((at, "closed"))
    facts["first_response_breach"] = late(facts["first_response_at"], case["received_at"] + DAY, as_of)
    facts["closure_breach"] = late(facts["closed_at"], case["received_at"] + 15 * DAY, as_of)
    return facts


def late(done_at: datetime | None, due_at: datetime, as_of: datetime) -> bool | None:
    if done_at is not None:
        return done_at > due_at
    return True if as_of > due_at else None


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(log=logs(), as_of=moments)
def test_random_logs_agree_with_the_reference(
    build: Build, log: tuple[list[Row], list[Row]], as_of: datetime
) -> None:
    complaints, steps = log
    rows = build("complaint_facts", as_of=as_of, complaints=complaints, complaint_events=steps)
    known = [case for case in complaints if case["received_at"] <= as_of]
    assert sorted(row["complaint_id"] for row in rows) == sorted(case["id"] for case in known)
    by_id = {row["complaint_id"]: row for row in rows}
    for case in known:
        expected = replay(case, steps, as_of)
        del expected["changes"]
        assert {name: by_id[case["id"]][name] for name in expected} == expected


def percentile(values: list[float], share: float) -> float | None:
    """Linear interpolation between the closest ranks."""
    if not values:
        return None
    ordered = sorted(values)
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def mean(values: list[float]) -> float | None:
    return sum(values) / len(values) if values else None


def month_of(at: datetime) -> date:
    return date(at.year, at.month, 1)


def monthly(complaints: list[Row], steps: list[Row], as_of: datetime) -> list[Row]:
    known = [(case, replay(case, steps, as_of)) for case in complaints if case["received_at"] <= as_of]
    if not known:
        return []
    table = []
    month = min(month_of(case["received_at"]) for case, _ in known)
    changes = [change for _, facts in known for change in facts["changes"]]
    while month <= month_of(as_of):
        cohort = [(case, facts) for case, facts in known if month_of(case["received_at"]) == month]
        until = datetime(month.year + month.month // 12, month.month % 12 + 1, 1)
        hours = [(facts["first_response_at"] - case["received_at"]) / HOUR
                 for case, facts in cohort if facts["first_response_at"]]  # fmt: skip
        ratings = [case["satisfaction"] for case, _ in cohort if case["satisfaction"] is not None]
        in_month = [kind for at, kind in changes if month_of(at) == month]
        table.append({
            "month": month,
            "is_complete": until <= as_of,
            "received": in_month.count("received"),
            "closed": in_month.count("closed"),
            "reopened": in_month.count("reopened"),
            "backlog": sum(-1 if kind == "closed" else 1 for at, kind in changes if at < until),
            "answered": len(hours),
            "unanswered": len(cohort) - len(hours),
            "first_response_p50_hours": percentile(hours, 0.5),
            "first_response_p90_hours": percentile(hours, 0.9),
            "first_response_within_share": mean([
                not facts["first_response_breach"] for _, facts in cohort
                if facts["first_response_breach"] is not None
            ]),
            "closure_within_share": mean([
                not facts["closure_breach"] for _, facts in cohort if facts["closure_breach"] is not None
            ]),
            "reopened_share": mean([facts["reopen_count"] > 0 for _, facts in cohort]),
            "decided": sum(case["upheld"] is not None for case, _ in cohort),
            "upheld_share": mean([case["upheld"] for case, _ in cohort if case["upheld"] is not None]),
            "satisfaction_n": len(ratings),
            "satisfaction_mean": mean(ratings) if len(ratings) >= 5 else None,
        })  # fmt: skip
        month = until.date()
    return table


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(log=logs(), as_of=moments.map(lambda at: at + 20 * DAY))
def test_monthly_figures_agree_with_the_reference(
    build: Build, log: tuple[list[Row], list[Row]], as_of: datetime
) -> None:
    complaints, steps = log
    rows = build("kpi_complaints_monthly", as_of=as_of, complaints=complaints, complaint_events=steps)
    expected = monthly(complaints, steps, as_of)
    assert [row["month"] for row in rows] == [row["month"] for row in expected]
    for row, wanted in zip(rows, expected, strict=True):
        for name, value in wanted.items():
            same = abs(row[name] - value) < 1e-9 if isinstance(value, float) else row[name] == value
            assert same, (name, row[name], value)
