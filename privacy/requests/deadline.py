"""By when a request is to be answered, with pauses and an extension.

A day counts when the clock runs at its end (and, where working days are counted, when it is one); the day of
receipt does not. The answer is due by the end of the last day that counts. So a pause begun and ended on one
day costs nothing, one ended the next day costs one day, and a pause after the deadline saves nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from policy.calendar import ONE_DAY, WorkingCalendar
from policy.errors import CalendarError
from policy.text import Text

# A stop from its first day to the day it ended, None where it still lasts; in order, not overlapping.
Stops = Sequence[tuple[date, date | None]]
END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True)
class Deadline:
    """`due_at` None: the clock stands still (`stopped`), or nobody can tell (`gap` says why)."""

    due_at: datetime | None
    stopped: bool = False
    gap: Text | None = None

    def overdue(self, moment: datetime) -> bool | None:
        """None where nobody can tell."""
        if self.gap is not None:
            return None
        return self.due_at is not None and moment > self.due_at


def deadline(
    received: date, allowance: int, stops: Stops, calendar: WorkingCalendar, *, in_working_days: bool
) -> Deadline:
    """The deadline of a request received on that day; beyond the working calendar nobody can tell.

    Args:
        allowance: days or working days, an extension included; at least 1.
    """
    if not in_working_days:
        last = _last_day(received, allowance, stops, _add_days, _days_between)
    else:
        try:
            last = _last_day(
                received, allowance, stops, calendar.add_working_days, calendar.working_days_between
            )
        except CalendarError as error:
            return Deadline(None, gap=error.what)
    return Deadline(None, stopped=True) if last is None else Deadline(datetime.combine(last, END_OF_DAY))


def _last_day(
    received: date,
    allowance: int,
    stops: Stops,
    add: Callable[[date, int], date],
    between: Callable[[date, date], int],
) -> date | None:
    """The day on which the allowance is used up; None while a stop lasts."""
    position, left = received, allowance
    for stopped, resumed in stops:
        last_running = stopped - ONE_DAY
        if last_running > position:
            counted = between(position, last_running)
            if counted >= left:
                return add(position, left)
            left -= counted
            position = last_running
        if resumed is None:
            return None
        position = max(position, resumed - ONE_DAY)
    return add(position, left)


def _add_days(day: date, count: int) -> date:
    return day + timedelta(days=count)


def _days_between(first: date, last: date) -> int:
    return (last - first).days
