"""One incident as its events tell it, and the duties to tell others that follow from it."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from policy.breaches import BreachesPolicy, Duty
from policy.text import Text

EventName = Literal["recorded", "affected", "reported", "notified", "closed"]
PERSONS = "persons"


@dataclass(frozen=True)
class Event:
    """`by` is the clerk; `detail` holds codes, counts and texts without personal values."""

    name: EventName
    at: datetime
    by: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class Telling:
    """One duty to tell somebody: `id` is a report's, or `PERSONS`.

    Attributes:
        done_at: when it was done, of the persons the last of them; None while it is open.
        open_persons: persons still to be told; None where it is no duty towards persons.
    """

    id: str
    to: Text
    duty: Duty
    due_at: datetime
    done_at: datetime | None
    open_persons: int | None = None

    def overdue(self, as_of: datetime) -> bool:
        """Done too late, or open and late by now."""
        return (self.done_at or as_of) > self.due_at


@dataclass(frozen=True)
class Breach:
    """`listed` and `told`: persons known by their keyed ids, and those of them who were told."""

    id: str
    events: tuple[Event, ...]
    listed: int
    told: int

    @property
    def kind(self) -> str:
        return str(self.events[0].detail["kind"])

    @property
    def class_(self) -> str:
        return str(self.events[0].detail["class"])

    @property
    def description(self) -> str:
        return str(self.events[0].detail["description"])

    @property
    def discovered_at(self) -> datetime:
        return datetime.fromisoformat(self.events[0].detail["discovered_at"])

    @property
    def closed(self) -> Event | None:
        return self.events[-1] if self.events[-1].name == "closed" else None

    @property
    def affected(self) -> int:
        """The latest count, and never fewer than are listed by key."""
        counts = [event.detail["count"] for event in self.events if event.name == "affected"]
        return max([*counts[-1:], self.listed])

    @property
    def told_count(self) -> int:
        """Persons told, by key or as a number."""
        return self.told + sum(event.detail["uncounted"] for event in self.events if event.name == "notified")

    @property
    def open_persons(self) -> int:
        return max(self.affected - self.told_count, 0)

    @property
    def notice_waived(self) -> str | None:
        """Why the persons need not be told, where it was closed so (PIPL art. 57, second paragraph)."""
        return None if self.closed is None else self.closed.detail.get("without_notice")

    def tellings(self, policy: BreachesPolicy) -> list[Telling]:
        """Reports first, then the persons; a class that policy no longer has leaves only the persons."""
        known = policy.classes.get(self.class_)
        reported = {
            event.detail["report"]: event.at for event in reversed(self.events) if event.name == "reported"
        }
        found = [
            Telling(report.id, report.to, report, self._due(report), reported.get(report.id))
            for report in (known.reports if known else ())
        ]
        if self.affected and self.notice_waived is None:
            notices = [event.at for event in self.events if event.name == "notified"]
            done = max(notices) if notices and not self.open_persons else None
            to = Text(zh="受影响的个人", en="the persons concerned")
            found.append(
                Telling(PERSONS, to, policy.persons, self._due(policy.persons), done, self.open_persons)
            )
        return found

    def _due(self, duty: Duty) -> datetime:
        return self.discovered_at + timedelta(hours=duty.hours)
