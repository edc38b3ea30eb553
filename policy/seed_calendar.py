"""Write policy/calendar.yaml from the package chinesecalendar (a development dependency).

Run once a year, when the holidays of the next year are announced and the package knows them:

    uv run python -m policy.seed_calendar 2023 2027
"""

import sys
from datetime import date, timedelta
from pathlib import Path

import chinese_calendar

from policy.calendar import SATURDAY

CALENDAR = Path(__file__).with_name("calendar.yaml")
HEADER = """\
# Public holidays and made-up working days in China, as the State Council announces them each year.
# Only exceptions are listed: weekdays off, and weekends worked. Written by policy/seed_calendar.py.
"""


def render(first: date, last: date) -> str:
    """The calendar file for these days, both included."""
    days = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
    holidays = [day for day in days if day.weekday() < SATURDAY and chinese_calendar.is_holiday(day)]
    worked = [day for day in days if day.weekday() >= SATURDAY and chinese_calendar.is_workday(day)]
    return (
        f"{HEADER}first: {first}\nlast: {last}\n"
        f"holidays:\n{_as_list(holidays)}working_weekends:\n{_as_list(worked)}"
    )


def _as_list(days: list[date]) -> str:
    return "".join(f"  - {day}\n" for day in days)


def main() -> None:
    first_year, last_year = (int(argument) for argument in sys.argv[1:3])
    CALENDAR.write_text(render(date(first_year, 1, 1), date(last_year, 12, 31)), encoding="utf-8")


if __name__ == "__main__":
    main()
