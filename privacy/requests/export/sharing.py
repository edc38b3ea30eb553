"""To whom a person's data was given, from the table that policy says records it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from policy.access_export import Shared


@dataclass
class Recipient:
    """One recipient and purpose: how often, and the first and last time."""

    name: str
    purpose: str
    times: int
    first: str
    last: str


def recipients(rows: Iterable[dict[str, Any]], shared: Shared) -> list[Recipient]:
    """The rows of that table, gathered by recipient and purpose."""
    found: dict[tuple[str, str], Recipient] = {}
    for row in rows:
        name, purpose = str(row[shared.recipient]), str(row[shared.purpose])
        at = row[shared.at]
        day = f"{at:%Y-%m-%d}" if isinstance(at, date | datetime) else str(at)
        one = found.setdefault((name, purpose), Recipient(name, purpose, 0, day, day))
        one.times += 1
        one.first, one.last = min(one.first, day), max(one.last, day)
    return [found[key] for key in sorted(found)]
