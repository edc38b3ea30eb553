"""The working calendar (policy/calendar.yaml): weekends, public holidays and made-up working days in China.

The calendar is data and ends somewhere. A date beyond it raises CalendarError, so that a caller can report
"cannot tell" where a guess would be wrong.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator

from policy.errors import CalendarError
from policy.text import Text
from policy.yaml_file import read_model

SATURDAY = 5
ONE_DAY = timedelta(days=1)


class _CalendarFile(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    first: date
    last: date
    holidays: frozenset[date]
    working_weekends: frozenset[date]

    @model_validator(mode="after")
    def _exceptions_are_exceptions(self) -> "_CalendarFile":
        for day in self.holidays | self.working_weekends:
            if not self.first <= day <= self.last:
                raise ValueError(f"{day} lies outside {self.first} to {self.last}")
        for day in self.holidays:
            if day.weekday() >= SATURDAY:
                raise ValueError(f"{day} is a weekend already")
        for day in self.working_weekends:
            if day.weekday() < SATURDAY:
                raise ValueError(f"{day} is a working day already")
        return self


@dataclass(frozen=True)
class WorkingCalendar:
    """Which days are worked.

    Attributes:
        first: the first day the calendar knows.
        last: the last day the calendar knows.
        holidays: weekdays on which nobody works.
        working_weekends: Saturdays and Sundays that are worked to make up for a holiday.
    """

    first: date
    last: date
    holidays: frozenset[date]
    working_weekends: frozenset[date]

    @classmethod
    def load(cls, path: Path) -> "WorkingCalendar":
        """Read a calendar file; raises PolicyError when it is malformed."""
        return cls(**dict(read_model(path, _CalendarFile)))

    def covers(self, day: date) -> bool:
        return self.first <= day <= self.last

    def is_working_day(self, day: date) -> bool:
        """Raises CalendarError beyond the calendar."""
        if not self.covers(day):
            raise CalendarError(
                Text(
                    zh=f"工作日历只含 {self.first} 至 {self.last}，不含 {day}",
                    en=f"The working calendar runs from {self.first} to {self.last} and does not know {day}",
                ),
                Text(
                    zh="请在政策文件夹中放入含该年节假日的 calendar.yaml。",
                    en="Put a calendar.yaml with that year's holidays into the policy folder.",
                ),
            )
        if day.weekday() >= SATURDAY:
            return day in self.working_weekends
        return day not in self.holidays

    def add_working_days(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`; `day` itself is not counted, and 0 gives it back.

        Raises:
            ValueError: `count` is negative.
            CalendarError: the answer lies beyond the calendar.
        """
        if count < 0:
            raise ValueError("the number of working days cannot be negative")
        while count > 0:
            day += ONE_DAY
            count -= self.is_working_day(day)
        return day

    def working_days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and including `last`; 0 when `last` is not later.

        So `working_days_between(d, add_working_days(d, n)) == n`. Raises CalendarError beyond the calendar.
        """
        return sum(
            self.is_working_day(first + timedelta(days=offset))
            for offset in range(1, (last - first).days + 1)
        )
