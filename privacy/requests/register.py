"""The register of requests: append-only events in the control store."""

import json
import secrets
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from policy.requests import RequestKind
from policy.text import Text
from privacy.requests.errors import RequestError, unknown_request
from privacy.requests.request import Event, Request

SCHEMA = Path(__file__).parent / "register.sql"
SUBJECT = "subject"


class Register:
    """On a connection to the control store. Each method is a transaction of its own.

    It takes no part in the lock of warehouse writers: a request can be received while a run goes on.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(SCHEMA.read_text(encoding="utf-8"))

    def receive(self, kind: RequestKind, subject_id: str, *, at: datetime, by: str, channel: str) -> Request:
        """Open a request of the person with this keyed id."""
        request_id = f"{at:%Y%m%d}-{secrets.token_hex(4)}"
        with self._transaction():
            self._append(request_id, 0, Event("received", at, by, {"kind": kind, "channel": channel}))
            self._add_keys(request_id, {SUBJECT: subject_id})
        return self.request(request_id)

    def record(
        self,
        request_id: str,
        event: Event,
        check: Callable[[Request], None],
        keys: Mapping[str, str] | None = None,
    ) -> Request:
        """Append `event` if `check`, given the request as it is, raises nothing; keys: name -> keyed value.

        Raises:
            UsageError: there is no such request.
            RequestError: the event is earlier than the request's last one.
        """
        with self._transaction():
            request = self.request(request_id)
            check(request)
            if event.at < request.last_at:
                last = f"{request.last_at:%Y-%m-%d %H:%M:%S}"
                raise RequestError(
                    Text(
                        zh=f"请求 {request_id} 在 {last} 已有记录，不能登记更早的事项",
                        en=f"The request {request_id} has an entry of {last}; nothing earlier can follow it",
                    ),
                    Text(zh="请更正时间。", en="Correct the time."),
                )
            self._append(request_id, len(request.events), event)
            self._add_keys(request_id, keys or {})
        return self.request(request_id)

    def request(self, request_id: str) -> Request:
        """Raises UsageError where there is none."""
        found = self._requests("WHERE request_id = ?", (request_id,))
        if not found:
            raise unknown_request(request_id)
        return found[0]

    def requests(self, as_of: datetime | None = None) -> list[Request]:
        """All of them, the oldest first; with `as_of` those received by then, as they stood."""
        found = self._requests("WHERE ? IS NULL OR at <= ?", (_text(as_of), _text(as_of)))
        return sorted(found, key=lambda request: (request.received_at, request.id))

    def keyed(self, request_id: str, name: str) -> str | None:
        row = self._connection.execute(
            "SELECT keyed FROM request_keys WHERE request_id = ? AND name = ?", (request_id, name)
        ).fetchone()
        return None if row is None else str(row[0])

    def forget_subjects(self, subject_ids: Iterable[str]) -> int:
        """Remove every keyed hash of these people; returns of how many requests. The events stay."""
        requests = {
            request_id
            for subject_id in subject_ids
            for (request_id,) in self._connection.execute(
                "SELECT request_id FROM request_keys WHERE name = ? AND keyed = ?", (SUBJECT, subject_id)
            )
        }
        with self._transaction():
            self._connection.executemany(
                "DELETE FROM request_keys WHERE request_id = ?", [(request_id,) for request_id in requests]
            )
        return len(requests)

    def expire(self, now: datetime, keep_days: int) -> int:
        """Remove the requests that were closed more than `keep_days` ago; returns how many."""
        limit = now - timedelta(days=keep_days)
        old = [(one.id,) for one in self.requests() if one.closed is not None and one.closed.at < limit]
        with self._transaction():
            for statement in (
                "INSERT INTO requests_expiring VALUES (?)",
                "DELETE FROM request_events WHERE request_id = ?",
                "DELETE FROM request_keys WHERE request_id = ?",
                "DELETE FROM requests_expiring WHERE request_id = ?",
            ):
                self._connection.executemany(statement, old)
        return len(old)

    def _requests(self, where: str, values: tuple[str | None, ...]) -> list[Request]:
        found: dict[str, Request] = {}
        for request_id, name, at, clerk, detail in self._connection.execute(
            f"SELECT request_id, name, at, clerk, detail FROM request_events {where} "
            "ORDER BY request_id, sequence",
            values,
        ):
            event = Event(name, datetime.fromisoformat(at), clerk, json.loads(detail))
            request = found.get(request_id) or Request(request_id, self.keyed(request_id, SUBJECT), ())
            found[request_id] = replace(request, events=(*request.events, event))
        return list(found.values())

    def _append(self, request_id: str, sequence: int, event: Event) -> None:
        self._connection.execute(
            "INSERT INTO request_events VALUES (?, ?, ?, ?, ?, ?)",
            (
                request_id,
                sequence,
                event.name,
                event.at.isoformat(sep=" ", timespec="seconds"),
                event.by,
                json.dumps(event.detail, ensure_ascii=False, sort_keys=True),
            ),
        )

    def _add_keys(self, request_id: str, keys: Mapping[str, str]) -> None:
        self._connection.executemany(
            "INSERT INTO request_keys VALUES (?, ?, ?)", [(request_id, *item) for item in keys.items()]
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        """Writers wait for each other, so that two clerks cannot both close a request."""
        self._connection.execute("BEGIN IMMEDIATE")
        with self._connection:
            yield


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else moment.isoformat(sep=" ", timespec="seconds")
