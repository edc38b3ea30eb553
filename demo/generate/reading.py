"""Sessions of reading comics: minors within their limits, grown-ups as they like."""

import numpy as np

from demo.generate.frame import HOUR, LATEST, Array, Columns, days_ago, seconds, stream
from demo.generate.members import Members

READ_DAYS = 140
MINUTE = 60


def reading_tables(seed: int, members: Members) -> dict[str, Columns]:
    """t_read_session: each minor reads once a week, every twentieth grown-up now and then and for longer."""
    rng = stream(seed, "reading")
    normal = members.lives.within("normal")
    minors = np.flatnonzero(normal & members.lives.minor)
    adults = np.flatnonzero(
        normal & ~members.lives.minor & (members.lives.created < days_ago(READ_DAYS + 40))
    )
    young, grown = _sessions(rng, minors, 7, 10, 80), _sessions(rng, adults[::20], 10, 20, 200)
    who, start, minutes = (np.concatenate(pair) for pair in zip(young, grown, strict=True))
    order = np.argsort(start, kind="stable")
    who, start, minutes = who[order], start[order], minutes[order]
    is_minor = members.lives.minor[who]
    return {
        "t_read_session": {
            "session_id": np.arange(1, len(who) + 1),
            "member_no": members.number[who],
            "start_time": start,
            "end_time": np.minimum(start + seconds(minutes * MINUTE), LATEST),
            "adult_item": ~is_minor & (rng.random(len(who)) < 0.1),
        }
    }


def _sessions(
    rng: np.random.Generator, who: Array, every: int, shortest: float, longest: float
) -> tuple[Array, Array, Array]:
    """(position, start, minutes): one session each `every` days, between nine and twenty-one o'clock."""
    days = np.arange(every, READ_DAYS + 1, every)
    reader = np.repeat(who, len(days))
    start = days_ago(np.tile(days, len(who)).astype(float)) + seconds(rng.uniform(9, 19, len(reader)) * HOUR)
    return reader, start, rng.uniform(shortest, longest, len(reader))
