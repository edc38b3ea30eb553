"""How fast, and at what time of day, a store may be read."""

import time
from collections.abc import Callable
from datetime import datetime

from privacy.stores.config import ScanSettings


class Pace:
    """Slows a scan down to the configured rate, and says when its window is closed.

    Args:
        now: the local time that windows are written in.
        sleep, clock: seconds; replaced in tests.
    """

    def __init__(
        self,
        config: ScanSettings,
        now: Callable[[], datetime],
        *,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._config = config
        self.now = now
        self._sleep = sleep
        self._clock = clock
        self._free_at = clock()

    @property
    def window(self) -> str | None:
        return self._config.window

    def is_open(self) -> bool:
        """Whether the store may be read now; a window may pass midnight, its end is outside."""
        if self._config.window is None:
            return True
        start, end = self._config.window.split("-")
        moment = f"{self.now():%H:%M}"
        return start <= moment < end if start <= end else moment >= start or moment < end

    def spend(self, rows: int) -> None:
        """Wait until reading `rows` more has taken as long as it should."""
        if self._config.rows_per_second is None:
            return
        # Time that reading and judging took counts too; time unused before is not saved up.
        moment = self._clock()
        due = self._free_at + rows / self._config.rows_per_second
        if due > moment:
            self._sleep(due - moment)
        self._free_at = max(due, moment)
