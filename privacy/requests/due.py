"""Verified requests to delete, for the planning of erasure."""

import sqlite3
from datetime import datetime, timedelta

from policy.calendar import WorkingCalendar
from policy.requests import RequestsPolicy
from privacy.requests.deadline import END_OF_DAY
from privacy.requests.register import Register
from privacy.requests.request import Request


def due_requests(
    connection: sqlite3.Connection, as_of: datetime, policy: RequestsPolicy, calendar: WorkingCalendar
) -> list[tuple[str, datetime]]:
    """Keyed id and deadline of everybody whose verified, open request asks for erasure or cancellation.

    One row a person, with the earliest deadline, in the order of the ids. A paused request waits and is left
    out. Where the working calendar ends before the deadline, as many plain days after receipt count: that is
    never later.
    """
    due: dict[str, datetime] = {}
    for request in Register(connection).requests(as_of):
        if request.subject_id is None or request.kind not in ("erase", "cancel"):
            continue
        if request.state == "verified":
            due_at = _due_at(request, policy, calendar)
            due[request.subject_id] = min(due.get(request.subject_id, due_at), due_at)
    return sorted(due.items())


def _due_at(request: Request, policy: RequestsPolicy, calendar: WorkingCalendar) -> datetime:
    due_at = request.deadline(policy, calendar).due_at
    if due_at is not None:
        return due_at
    last = request.received_at.date() + timedelta(days=policy.kinds[request.kind].allowance)
    return datetime.combine(last, END_OF_DAY)
