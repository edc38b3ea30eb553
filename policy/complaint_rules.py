"""Rules that a complaint is handled by: sectors, working hours, targets, limits and pauses, in versions.

A complaint is judged by the version in force when it was received, so that a new rule changes no old verdict.
"""

from datetime import date, time
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policy.text import Text

Priority = Literal["low", "normal", "high"]
PRIORITIES: tuple[Priority, ...] = ("low", "normal", "high")
Clock = Literal["calendar", "business"]
Whole = Annotated[int, Field(gt=0)]
WaitStep = Literal["information_requested", "information_received"]


class Category(BaseModel):
    """What a code of the organisation means, and to which sector its complaints belong."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    sector: str


class WorkingHours(BaseModel):
    """When staff work on a working day, local time."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    opens: time
    closes: time

    @model_validator(mode="after")
    def _opens_before_it_closes(self) -> "WorkingHours":
        if self.opens >= self.closes:
            raise ValueError("the working day opens before it closes")
        return self


class Target(BaseModel):
    """Hours within which something is done, on the calendar's clock or on that of working hours."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    hours: Whole
    clock: Clock
    source: Literal["seed", "law", "ours"]


class Limit(BaseModel):
    """The outer limit of a sector, in days of the calendar; pauses do not stretch it.

    Attributes:
        basis: the law, or why the number is ours.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    days: Whole
    source: Literal["seed", "law", "ours"]
    basis: Text


class Pause(BaseModel):
    """The clock of the resolution stands still while the organisation waits for the user."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    starts: WaitStep
    ends: WaitStep


class RuleVersion(BaseModel):
    """What applies to complaints received from `since` on, until the next version.

    Attributes:
        first_response: by priority; resolution: by priority.
        closure: by sector.
        pause: None where no clock ever stands still.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    since: date
    working_hours: WorkingHours
    first_response: dict[Priority, Target]
    resolution: dict[Priority, Target]
    closure: dict[str, Limit]
    pause: Pause | None = None

    @model_validator(mode="after")
    def _every_priority_has_its_targets(self) -> "RuleVersion":
        for name, targets in (("first_response", self.first_response), ("resolution", self.resolution)):
            missing = sorted(set(PRIORITIES) - targets.keys())
            if missing:
                raise ValueError(f"version {self.version}: {name} lacks {', '.join(missing)}")
        return self


def check_versions(versions: tuple[RuleVersion, ...], sectors: set[str]) -> None:
    """Versions follow each other, each with a limit for every sector.

    Raises:
        ValueError: they do not; names the version.
    """
    for earlier, later in pairwise(versions):
        if earlier.since >= later.since:
            raise ValueError(f"version {later.version} begins no later than {earlier.version}")
    names = [version.version for version in versions]
    if len(set(names)) < len(names):
        raise ValueError("two versions have one name")
    for version in versions:
        if version.closure.keys() != sectors:
            wrong = ", ".join(sorted(version.closure.keys() ^ sectors))
            raise ValueError(f"version {version.version}: closure and sectors differ in {wrong}")
