"""The officer's day: what runs out and what somebody answers for. Changes and the plan are elsewhere."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from policy.text import Text

ExpiryState = Literal["altered", "missing", "undated", "expired", "expiring"]


@dataclass(frozen=True)
class WaiverNote:
    """Who answers for a violation, until which day, and why; it stays a violation."""

    owner: str
    until: date
    reason: Text


@dataclass(frozen=True)
class Expiry:
    """An item of evidence or a waiver that somebody has to renew, replace or let go."""

    kind: Literal["evidence", "waiver"]
    id: str  # of the item, or of the check that is waived
    title: Text
    owner: str
    state: ExpiryState
    last_day: date | None  # None: it has none
    days_left: int | None  # until the last day; negative after it


@dataclass(frozen=True)
class OfficerDay:
    """What a privacy officer looks at first. Outcomes that changed are read off the checks themselves."""

    compared_with: date | None = None  # the newest earlier day with results; None: this is the first
    policy_changed: bool = False  # since that day
    expiries: tuple[Expiry, ...] = ()
    warn_days: int = 30  # how many days ahead `expiries` looks
