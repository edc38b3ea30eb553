"""Deadlines against a reference that walks day by day."""

from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from policy.bundle import Policy
from policy.calendar import WorkingCalendar
from privacy.requests.deadline import Deadline, Stops, deadline

CALENDAR = Policy().calendar
FIRST = CALENDAR.first
ONE = timedelta(days=1)


def day_by_day(received: date, allowance: int, stops: Stops, *, in_working_days: bool) -> date | None:
    """The deadline's day, counted as a clerk would with a calendar and a pencil."""
    day = received
    while allowance:
        day += ONE
        stopped = [stop for stop in stops if stop[0] <= day and (stop[1] is None or day < stop[1])]
        if any(end is None for _, end in stopped):
            return None
        if not stopped and (not in_working_days or CALENDAR.is_working_day(day)):
            allowance -= 1
    return day


@st.composite
def stops(draw: st.DrawFn, received: date) -> Stops:
    found: list[tuple[date, date | None]] = []
    position = received
    for gap, length in draw(st.lists(st.tuples(st.integers(0, 12), st.integers(0, 20)), max_size=5)):
        start = position + gap * ONE
        position = start + length * ONE
        found.append((start, position))
    if found and draw(st.booleans()):
        found[-1] = (found[-1][0], None)
    return found


@settings(max_examples=400, deadline=None)
@given(data=st.data(), after=st.integers(0, 300), allowance=st.integers(1, 45), working=st.booleans())
def test_equals_the_reference(data: st.DataObject, after: int, allowance: int, working: bool) -> None:
    received = FIRST + after * ONE
    pauses = data.draw(stops(received))
    expected = day_by_day(received, allowance, pauses, in_working_days=working)
    found = deadline(received, allowance, pauses, CALENDAR, in_working_days=working)
    assert found.gap is None
    assert (found.due_at.date() if found.due_at else None) == expected
    assert found.stopped == (expected is None)


@pytest.mark.parametrize(
    ("pauses", "due"),
    [
        ([], date(2026, 3, 31)),
        ([(date(2026, 3, 5), date(2026, 3, 5))], date(2026, 3, 31)),
        ([(date(2026, 3, 5), date(2026, 3, 6))], date(2026, 4, 1)),
        ([(date(2026, 3, 5), date(2026, 3, 15))], date(2026, 4, 10)),
        ([(date(2026, 4, 2), None)], date(2026, 3, 31)),
        ([(date(2026, 3, 31), None)], None),
    ],
    ids=["none", "within a day", "over a night", "ten days", "too late to help", "on the last day"],
)
def test_pauses(pauses: Stops, due: date | None, calendar: WorkingCalendar) -> None:
    found = deadline(date(2026, 3, 1), 30, pauses, calendar, in_working_days=False)
    assert (found.due_at.date() if found.due_at else None) == due


def test_beyond_the_calendar_nobody_can_tell(calendar: WorkingCalendar) -> None:
    found = deadline(calendar.last - 3 * ONE, 15, [], calendar, in_working_days=True)
    assert found.due_at is None and found.gap is not None and str(calendar.last) in found.gap.en
    assert found.overdue(datetime(2099, 1, 1)) is None


def test_the_last_day_itself_is_in_time() -> None:
    due = Deadline(datetime(2026, 3, 31, 23, 59, 59))
    assert due.overdue(datetime(2026, 3, 31, 23, 59, 59)) is False
    assert due.overdue(datetime(2026, 4, 1)) is True
    assert Deadline(None, stopped=True).overdue(datetime(2099, 1, 1)) is False
