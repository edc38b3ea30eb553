"""Models of complaints against a slow reference in plain Python, on random logs; and against each other."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from tests.models.complaint_logs import REFERENCE, RULES, TwoVersions, logs, moments
from tests.models.complaint_reference import periods, start_of
from warehouse.complaint_entities import complaint_rules

Row = dict[str, Any]
Build = Callable[..., list[Row]]
Log = tuple[list[Row], list[Row]]

GRAINS = {"daily": "day", "weekly": "week", "monthly": "month", "quarterly": "quarter"}
RANDOM = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
as_ofs = moments.map(lambda at: at + timedelta(days=12))


def table(build: Build, model: str, log: Log, as_of: datetime) -> list[Row]:
    complaints, events = log
    return build(
        model, as_of=as_of, complaints=complaints, complaint_events=events,
        complaint_rules=complaint_rules(TwoVersions()), limits=RULES.limits.model_dump(),
    )  # fmt: skip


def differences(row: Row, expected: Row) -> dict[str, tuple[object, object]]:
    return {
        name: (row[name], value)
        for name, value in expected.items()
        if not (row[name] == pytest.approx(value) if isinstance(value, float) else row[name] == value)
    }


@RANDOM
@given(log=logs(), as_of=as_ofs)
def test_facts_agree_with_the_reference(build: Build, log: Log, as_of: datetime) -> None:
    rows = {row["complaint_id"]: row for row in table(build, "complaint_facts", log, as_of)}
    told = {each.facts["complaint_id"]: each.facts for each in REFERENCE.tell_all(*log, as_of)}
    assert rows.keys() == told.keys()
    for name, expected in told.items():
        assert differences(rows[name], expected) == {}, name


@pytest.mark.parametrize("suffix", GRAINS)
@RANDOM
@given(log=logs(), as_of=as_ofs)
def test_periods_agree_with_the_reference(build: Build, suffix: str, log: Log, as_of: datetime) -> None:
    rows = table(build, f"kpi_complaints_{suffix}", log, as_of)
    told = REFERENCE.tell_all(*log, as_of)
    expected = periods(GRAINS[suffix], log[0], told, as_of, RULES.limits.minimum_responses)
    assert len(rows) == len(expected)
    for row, wanted in zip(rows, expected, strict=True):
        assert differences(row, wanted) == {}


COUNTS = ("received", "closed", "reopened", "answered", "unanswered", "resolved", "merged", "decided",
          "first_response_judged", "first_response_breaches", "resolution_judged", "resolution_breaches",
          "closure_judged", "closure_breaches", "statutory_breaches", "satisfaction_n")  # fmt: skip


@pytest.mark.parametrize("suffix", ["weekly", "monthly", "quarterly"])
@RANDOM
@given(log=logs(), as_of=as_ofs)
def test_days_add_up_to_every_longer_period(build: Build, suffix: str, log: Log, as_of: datetime) -> None:
    period = GRAINS[suffix]
    days = table(build, "kpi_complaints_daily", log, as_of)
    for row in table(build, f"kpi_complaints_{suffix}", log, as_of):
        inside = [
            day
            for day in days
            if start_of(period, datetime.combine(day["day"], datetime.min.time())).date() == row[period]
        ]
        assert {name: sum(day[name] for day in inside) for name in COUNTS} == {
            name: row[name] for name in COUNTS
        }
        assert inside[-1]["backlog"] == row["backlog"]


@RANDOM
@given(log=logs(), as_of=as_ofs)
def test_a_log_told_twice_or_in_another_order_is_the_same(build: Build, log: Log, as_of: datetime) -> None:
    complaints, events = log
    again = [*reversed(events), *({**event, "id": f"again {event['id']}"} for event in events)]
    first = table(build, "complaint_facts", log, as_of)
    second = table(build, "complaint_facts", (complaints[::-1], again), as_of)
    assert sorted(first, key=str) == sorted(second, key=str)
