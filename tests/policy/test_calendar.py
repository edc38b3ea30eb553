from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policy.calendar import WorkingCalendar
from policy.errors import CalendarError, PolicyError
from policy.seed_calendar import CALENDAR, render

CHINA = WorkingCalendar.load(CALENDAR)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 3, 16), True),  # a Monday
        (date(2026, 3, 15), False),  # a Sunday
        (date(2026, 2, 17), False),  # Chinese New Year
        (date(2026, 2, 14), True),  # a Saturday made up for it
        (date(2025, 10, 1), False),  # National Day
        (date(2025, 10, 11), True),  # a Saturday made up for it
    ],
)
def test_weekends_holidays_and_made_up_days(day: date, worked: bool) -> None:
    assert CHINA.is_working_day(day) is worked


def test_working_days_skip_the_spring_festival() -> None:
    # 13 and 14 February are worked, 15 to 23 February are not.
    assert CHINA.add_working_days(date(2026, 2, 13), 1) == date(2026, 2, 14)
    assert CHINA.add_working_days(date(2026, 2, 13), 2) == date(2026, 2, 24)
    assert CHINA.working_days_between(date(2026, 2, 13), date(2026, 2, 24)) == 2
    assert CHINA.working_days_between(date(2026, 2, 14), date(2026, 2, 23)) == 0


def test_no_days_is_the_day_itself_and_backwards_is_none() -> None:
    assert CHINA.add_working_days(date(2026, 2, 15), 0) == date(2026, 2, 15)
    assert CHINA.working_days_between(date(2026, 3, 16), date(2026, 3, 16)) == 0
    assert CHINA.working_days_between(date(2026, 3, 17), date(2026, 3, 16)) == 0
    with pytest.raises(ValueError, match="negative"):
        CHINA.add_working_days(date(2026, 3, 16), -1)


@given(day=st.dates(date(2023, 1, 1), date(2026, 6, 30)), count=st.integers(0, 100))
def test_adding_and_counting_agree(day: date, count: int) -> None:
    later = CHINA.add_working_days(day, count)
    assert CHINA.working_days_between(day, later) == count
    assert count == 0 or CHINA.is_working_day(later)


def test_beyond_the_calendar_is_an_error_with_a_remedy() -> None:
    assert CHINA.covers(date(2026, 12, 31))
    assert not CHINA.covers(date(2027, 1, 1))
    with pytest.raises(CalendarError) as error:
        CHINA.add_working_days(date(2026, 12, 31), 1)
    assert "2027-01-01" in error.value.what.en
    assert "calendar.yaml" in error.value.remedy.zh
    with pytest.raises(CalendarError):
        CHINA.working_days_between(date(2022, 12, 30), date(2023, 1, 5))


def test_the_packaged_calendar_is_what_the_script_writes() -> None:
    assert CALENDAR.read_text(encoding="utf-8") == render(CHINA.first, CHINA.last)


@pytest.mark.parametrize(
    ("holidays", "worked", "complaint"),
    [
        ("[2026-03-15]", "[]", "weekend already"),
        ("[]", "[2026-03-16]", "working day already"),
        ("[2027-01-01]", "[]", "lies outside"),
    ],
)
def test_an_exception_that_is_none_is_refused(
    tmp_path: Path, holidays: str, worked: str, complaint: str
) -> None:
    path = tmp_path / "calendar.yaml"
    path.write_text(
        f"first: 2026-01-01\nlast: 2026-12-31\nholidays: {holidays}\nworking_weekends: {worked}\n",
        encoding="utf-8",
    )
    with pytest.raises(PolicyError, match=complaint):
        WorkingCalendar.load(path)
