"""The peers' working clock: working microseconds up to each moment, looked up by the day."""

import numpy as np
import numpy.typing as npt

from policy.bundle import Policy

HOUR = 3_600_000_000
Moments = npt.NDArray[np.datetime64]
Micros = npt.NDArray[np.int64]


class WorkingClock:
    """Of the packaged rules, which have one version."""

    def __init__(self) -> None:
        policy = Policy()
        calendar, hours = policy.calendar, policy.complaints.versions[0].working_hours
        self._first = np.datetime64(calendar.first, "D")
        days = np.arange(self._first, np.datetime64(calendar.last, "D") + 1)
        works = np.array([calendar.is_working_day(day) for day in days.astype(object)])
        self._opens = np.where(works, (hours.opens.hour * 60 + hours.opens.minute) * 60_000_000, 0)
        self._closes = np.where(works, (hours.closes.hour * 60 + hours.closes.minute) * 60_000_000, 0)
        worked = self._closes - self._opens
        self._before = np.cumsum(worked) - worked

    def worked(self, moments: Moments) -> Micros:
        """Working time since the calendar began, shape as given; for a missing moment it means nothing."""
        missing = np.isnat(moments)
        known = np.where(missing, self._first.astype("datetime64[us]"), moments.astype("datetime64[us]"))
        days = known.astype("datetime64[D]")
        place = (days - self._first).astype(np.int64)
        of_day = (known - days).astype(np.int64)
        opens, closes = self._opens[place], self._closes[place]
        return np.asarray(self._before[place] + np.maximum(0, np.minimum(of_day, closes) - opens))
