"""The hotline: three shifts a day, and the calls that came in."""

import numpy as np

from demo.generate.calendar import busy_times
from demo.generate.frame import HOUR, MIDNIGHT, NEVER, Columns, days_ago, seconds, serials, stream

DAYS, SHIFT_HOURS = 100, 8
EVERY_MISSED = 80
"""Of so many calls by day one was not answered."""


def hotline_tables(seed: int, scale: float) -> dict[str, Columns]:
    """t_hotline_shift and t_hotline_call of the last 100 days."""
    rng = stream(seed, "hotline")
    shifts = (DAYS + 1) * (24 // SHIFT_HOURS)
    begin = days_ago(float(DAYS)) + seconds(np.arange(shifts) * SHIFT_HOURS * HOUR)
    # The night needs fewer; the evening shift of today has begun.
    seats = np.where(np.arange(shifts) % 3 == 0, 2, 4)
    rang = busy_times(rng, max(2_000, round(6_000 * scale)), DAYS)
    picked = rang + seconds(rng.gamma(2, 9, len(rang)))
    hour = (rang.astype("int64") // HOUR) % 24
    by_day = np.flatnonzero((hour >= 9) & (hour < 21) & (rang < MIDNIGHT))
    picked[by_day[::EVERY_MISSED]] = NEVER
    return {
        "t_hotline_shift": {
            "shift_no": serials("BC", shifts, 6),
            "begin_time": begin,
            "shift_hours": np.full(shifts, SHIFT_HOURS),
            "seats": seats,
        },
        "t_hotline_call": {
            "call_id": np.arange(1, len(rang) + 1),
            "ring_time": rang,
            "pick_time": picked,
        },
    }
