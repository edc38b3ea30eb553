"""One request as its events tell it; its state is read from them and stored nowhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from policy.calendar import WorkingCalendar
from policy.requests import RequestKind, RequestsPolicy
from privacy.requests.deadline import Deadline, deadline

EventName = Literal[
    "received", "identity_verified", "identity_failed", "paused", "resumed", "extended", "exported",
    "rectification_asked", "rectification_seen", "fulfilled", "refused", "withdrawn",
]  # fmt: skip
State = Literal["received", "verified", "paused", "fulfilled", "refused", "withdrawn"]
CLOSING: tuple[State, ...] = ("fulfilled", "refused", "withdrawn")


@dataclass(frozen=True)
class Event:
    """`by` is the clerk; `detail` holds codes, counts and texts without personal values."""

    name: EventName
    at: datetime
    by: str
    detail: dict[str, Any]


@dataclass(frozen=True)
class Request:
    """`subject_id` None: the person was erased, or the entry outlived the person's pseudonym."""

    id: str
    subject_id: str | None
    events: tuple[Event, ...]

    @property
    def kind(self) -> RequestKind:
        kind: RequestKind = self.events[0].detail["kind"]
        return kind

    @property
    def received_at(self) -> datetime:
        return self.events[0].at

    @property
    def last_at(self) -> datetime:
        return self.events[-1].at

    @property
    def closed(self) -> Event | None:
        last = self.events[-1]
        return last if last.name in CLOSING else None

    @property
    def verified(self) -> bool:
        """What counts is the last proof: a later failure takes an earlier success back."""
        proofs = [event.name for event in self.events if event.name.startswith("identity_")]
        return proofs[-1:] == ["identity_verified"]

    @property
    def paused(self) -> bool:
        turns = [event.name for event in self.events if event.name in ("paused", "resumed")]
        return turns[-1:] == ["paused"]

    @property
    def extension(self) -> int:
        """Days, or working days, by which it was extended."""
        return sum(event.detail["days"] for event in self.events if event.name == "extended")

    @property
    def state(self) -> State:
        if self.closed is not None:
            closing: State = self.events[-1].name  # type: ignore[assignment]
            return closing
        if self.paused:
            return "paused"
        return "verified" if self.verified else "received"

    def asked(self) -> list[Event]:
        """The rectifications it asks for."""
        return [event for event in self.events if event.name == "rectification_asked"]

    def unseen(self) -> list[tuple[int, Event]]:
        """The rectifications, by their place in `asked`, that were not yet seen done in the store."""
        seen = {event.detail["item"] for event in self.events if event.name == "rectification_seen"}
        return [(item, event) for item, event in enumerate(self.asked()) if item not in seen]

    def deadline(self, policy: RequestsPolicy, calendar: WorkingCalendar) -> Deadline:
        rule = policy.kinds[self.kind]
        return deadline(
            self.received_at.date(),
            rule.allowance + self.extension,
            stops(self.events),
            calendar,
            in_working_days=rule.in_working_days,
        )

    def overdue(self, policy: RequestsPolicy, calendar: WorkingCalendar, as_of: datetime) -> bool | None:
        """Whether it was answered too late, or is unanswered and late by now; None: nobody can tell."""
        moment = self.closed.at if self.closed else as_of
        return self.deadline(policy, calendar).overdue(moment)


def stops(events: Sequence[Event]) -> list[tuple[date, date | None]]:
    """The pauses as days; closing a request ends the one that lasts."""
    found: list[tuple[date, date | None]] = []
    for event in events:
        lasting = bool(found) and found[-1][1] is None
        if event.name == "paused":
            found.append((event.at.date(), None))
        elif lasting and (event.name == "resumed" or event.name in CLOSING):
            found[-1] = (found[-1][0], event.at.date())
    return found
