"""Dates of birth: day → month → year → 5 years → 10 years → *."""

import re
from datetime import date

from privacy.anonymization.hierarchy import ANY, UNKNOWN

_DATE = re.compile(r"([0-9]{4})-?([0-9]{2})-?([0-9]{2})(?:[ T].*)?")


def levels(text: str) -> tuple[str, ...]:
    """`1993-05-17` (or `19930517`, or with a time) → `1993-05`, `1993`, `1990-1994`, `1990-1999`, `*`."""
    match = _DATE.fullmatch(text)
    try:
        day = date(*map(int, match.groups())) if match else None
    except ValueError:
        day = None
    if day is None:
        return (UNKNOWN, UNKNOWN, UNKNOWN, UNKNOWN, ANY)
    five, ten = day.year // 5 * 5, day.year // 10 * 10
    return (f"{day:%Y-%m}", f"{day:%Y}", f"{five:04}-{five + 4:04}", f"{ten:04}-{ten + 9:04}", ANY)
