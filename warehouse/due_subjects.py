"""Whose data is to be judged today, by keyed pseudonym, and which triggers of policy nobody can tell."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from policy.calendar import ONE_DAY, WorkingCalendar
from policy.errors import CalendarError
from policy.retention import RetentionPolicy
from policy.retention_rules import ErasureTrigger, Trigger
from policy.text import Text
from warehouse.state import InputState

QUERY = Path(__file__).parent / "due_subjects.sql"
EVENTS = Path(__file__).parent / "erasure_events"
# What tells of each trigger; without it the trigger is a gap, never "nobody".
NEEDS: Mapping[ErasureTrigger, tuple[str, ...]] = {
    "cancellation": ("accounts",),
    "platform_cancellation": ("accounts",),
    "request": ("dsr_requests",),
    "consent_withdrawn": ("consents",),
    "dormancy": ("accounts", "dormant_accounts"),
}
_SCHEMA = pa.schema([("subject_id", pa.string()), ("trigger", pa.string()), ("due_at", pa.timestamp("us"))])


@dataclass(frozen=True)
class DueSubjects:
    """`rows`: subject_id, trigger, due_at, hold_scopes; what one means is said in the query's header.

    `gaps`: triggers some or all of whose people cannot be told -> why.
    """

    rows: pa.Table
    gaps: dict[str, Text]


def due_subjects(
    connection: duckdb.DuckDBPyConnection,
    as_of: datetime,
    policy: RetentionPolicy,
    calendar: WorkingCalendar,
    inputs: Mapping[str, InputState],
    requested: Iterable[tuple[str, datetime]] = (),
) -> DueSubjects:
    """Everybody for the limits, and those whom a trigger obliges to erase by `as_of` (or soon: `ahead`).

    Args:
        requested: users and deadlines of verified requests in our own register, for the trigger `request`.

    The entities `users` and `legal_holds` must be usable; what else is missing makes gaps of its triggers.
    """
    events: dict[tuple[str, str], datetime] = {}
    gaps: dict[str, Text] = {}
    for name, trigger in policy.triggers.items():
        if name == "request":
            _note(events, name, trigger, as_of, requested)
        missing = [need for need in NEEDS[name] if need not in inputs or inputs[need].status != "fresh"]
        if missing:
            needs = ", ".join(missing)
            gaps[name] = Text(
                zh=f"{needs} 不可用，无法判断此触发条件", en=f"Without {needs} the trigger cannot be judged"
            )
            continue
        deadlines = _Deadlines(trigger, calendar, as_of)
        happened = _events(connection, name, policy, as_of)
        _note(events, name, trigger, as_of, ((subject, deadlines.due_at(at)) for subject, at in happened))
        if deadlines.gap is not None:
            gaps[name] = deadlines.gap
    rows_due = [
        {"subject_id": subject, "trigger": name, "due_at": due_at}
        for (subject, name), due_at in events.items()
    ]
    connection.register("due_events", pa.Table.from_pylist(rows_due, schema=_SCHEMA))
    try:
        query = QUERY.read_text(encoding="utf-8")
        rows = connection.execute(query, {"as_of": as_of}).to_arrow_table()
    finally:
        connection.unregister("due_events")
    return DueSubjects(rows, gaps)


def _note(
    events: dict[tuple[str, str], datetime],
    name: ErasureTrigger,
    trigger: Trigger,
    as_of: datetime,
    deadlines: Iterable[tuple[str, datetime | None]],
) -> None:
    """Add who is due now or within `ahead`; of several deadlines of one person the earliest counts."""
    for subject, due_at in deadlines:
        if due_at is not None and due_at - timedelta(days=trigger.ahead) <= as_of:
            events[subject, name] = min(events.get((subject, name), due_at), due_at)


def _events(
    connection: duckdb.DuckDBPyConnection, name: ErasureTrigger, policy: RetentionPolicy, as_of: datetime
) -> list[tuple[str, datetime]]:
    """User and time of every event of a trigger."""
    file = f"{name}.sql"
    values: dict[str, Any] = {"as_of": as_of}
    if name in ("cancellation", "platform_cancellation"):
        # Where policy does not set the platform's cancellations apart, they count as any other.
        apart = "platform_cancellation" in policy.triggers and "cancellation" in policy.triggers
        by = ["platform"] if name == "platform_cancellation" else ["user", "platform"][: 1 if apart else 2]
        file, values = "cancellation.sql", {"cancelled_by": by}
    elif name == "consent_withdrawn":
        values["purposes"] = list(policy.triggers[name].purposes)
    return connection.execute((EVENTS / file).read_text(encoding="utf-8"), values).fetchall()


class _Deadlines:
    """By when an event's data must be gone; working days end with their last day.

    Attributes:
        gap: set once a deadline lies beyond the working calendar and may already have passed.
    """

    def __init__(self, trigger: Trigger, calendar: WorkingCalendar, as_of: datetime) -> None:
        self.gap: Text | None = None
        self._trigger = trigger
        self._calendar = calendar
        self._horizon = as_of.date() + timedelta(days=trigger.ahead)
        self._known: dict[date, datetime | None] = {}

    def due_at(self, happened_at: datetime) -> datetime | None:
        """None where it is not yet due, or nobody can tell."""
        if self._trigger.days is not None:
            return happened_at + timedelta(days=self._trigger.days)
        day = happened_at.date()
        if day not in self._known:
            self._known[day] = self._after_working_days(day, self._trigger.working_days or 0)
        return self._known[day]

    def _after_working_days(self, day: date, count: int) -> datetime | None:
        # Before the calendar begins nothing is known of holidays; counting from its first day errs on the
        # late side.
        start = max(day, self._calendar.first - ONE_DAY)
        try:
            last = self._calendar.add_working_days(start, count)
        except CalendarError as error:
            if not self._calendar.covers(self._horizon):
                self.gap = error.what
            return None
        return datetime.combine(last + ONE_DAY, time.min)
