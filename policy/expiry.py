"""What is about to expire: one rule for items of evidence and for waivers (policy/expiry.yaml)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

ExpiryState = Literal["valid", "expiring", "expired"]


class ExpiryPolicy(BaseModel):
    """From how many days before its last day something counts as expiring."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    warn_days: Annotated[int, Field(ge=0)] = 30


def days_left(last_day: date, today: date) -> int:
    """Whole days until the last day; 0 on that day itself, negative after it."""
    return (last_day - today).days


def expiry_state(last_day: date, today: date, warn_days: int) -> ExpiryState:
    """The last day itself is still in time."""
    left = days_left(last_day, today)
    if left < 0:
        return "expired"
    return "expiring" if left <= warn_days else "valid"
