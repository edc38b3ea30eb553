"""How busy a day is: weekends, public holidays and the make-up working days between them."""

from datetime import date
from functools import cache

import numpy as np

from demo.generate.frame import MIDNIGHT, Array, at_hour, reference

WEEKEND, HOLIDAY, AFTER_HOLIDAY = 0.72, 0.45, 1.35


@cache
def _sets() -> tuple[frozenset[date], frozenset[date]]:
    days = reference("holidays")
    holidays = frozenset(day for year in days["holidays"].values() for day in year)
    return holidays, frozenset(day for year in days["make_up_workdays"].values() for day in year)


def weights(days: Array) -> Array:
    """Relative volume of contacts on each day (datetime64[D])."""
    holidays, workdays = _sets()
    result = np.ones(len(days))
    for index, day in enumerate(days.astype("datetime64[D]").tolist()):
        if day in holidays:
            result[index] = HOLIDAY
        elif index and days[index - 1].astype("datetime64[D]").item() in holidays:
            result[index] = AFTER_HOLIDAY
        elif day.weekday() >= 5 and day not in workdays:
            result[index] = WEEKEND
    return result


def busy_times(rng: np.random.Generator, size: int, history_days: int, growth: float = 0.3) -> Array:
    """`size` sorted moments over the last `history_days` (today included), shaped by the calendar.

    `growth` is by how much the last day is busier than the first, as a share.
    """
    last = MIDNIGHT.astype("datetime64[D]")
    days = np.arange(last - np.timedelta64(history_days - 1, "D"), last + np.timedelta64(1, "D"))
    share = weights(days) * (1 + growth * np.arange(len(days)) / len(days))
    chosen = days[rng.choice(len(days), size=size, p=share / share.sum())]
    return np.sort(at_hour(rng, chosen))
