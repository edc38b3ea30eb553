"""Dates of events, such as an order: day → month → quarter → year → *; times of day are left out at once."""

import re
from datetime import date

from privacy.anonymization.hierarchy import ANY, UNKNOWN

_DATE = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[ T].*)?")


def levels(text: str) -> tuple[str, ...]:
    """`2026-03-16 08:15:00` → `2026-03-16`, `2026-03`, `2026-Q1`, `2026`, `*`."""
    match = _DATE.fullmatch(text)
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        return (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, ANY)
    return (
        f"{day:%Y-%m-%d}",
        f"{day:%Y-%m}",
        f"{day.year:04}-Q{(day.month + 2) // 3}",
        f"{day.year:04}",
        ANY,
    )
