"""The breach register: append-only events, and persons by keyed ids that expire."""

import json
import secrets
import sqlite3
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from privacy.breaches.breach import Breach, Event
from privacy.breaches.errors import unknown_breach

SCHEMA = Path(__file__).parent / "register.sql"


class BreachRegister:
    """On a connection to the control store. Each method is a transaction of its own."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(SCHEMA.read_text(encoding="utf-8"))

    def open(self, event: Event) -> Breach:
        """Enter an incident by its event `recorded`."""
        breach_id = f"{event.at:%Y%m%d}-{secrets.token_hex(4)}"
        with self._transaction():
            self._append(breach_id, 0, event)
        return self.breach(breach_id)

    def record(
        self,
        breach_id: str,
        event: Callable[[Breach], Event],
        *,
        listed: Collection[str] = (),
        told: Collection[str] | None = (),
    ) -> Breach:
        """Append the event made of the incident as it stands; `event` raises where it may not be.

        Args:
            listed: keyed ids of persons concerned, added to those known.
            told: keyed ids of persons told; None: all that are listed.
        """
        with self._transaction():
            breach = self.breach(breach_id)
            made = event(breach)
            self._append(breach_id, len(breach.events), made)
            self._connection.executemany(
                "INSERT OR IGNORE INTO breach_subjects VALUES (?, ?, NULL)",
                [(breach_id, subject) for subject in listed],
            )
            self._tell(breach_id, told, made.at)
        return self.breach(breach_id)

    def breach(self, breach_id: str) -> Breach:
        """Raises UsageError where there is none."""
        found = self._breaches("WHERE breach_id = ?", (breach_id,))
        if not found:
            raise unknown_breach(breach_id)
        return found[0]

    def breaches(self) -> list[Breach]:
        """All incidents, the newest discovery first."""
        return sorted(self._breaches("", ()), key=lambda one: (one.discovered_at, one.id), reverse=True)

    def untold(self, breach_id: str) -> list[str]:
        """Keyed ids of the persons still to be told, in their order."""
        rows = self._connection.execute(
            "SELECT subject_id FROM breach_subjects WHERE breach_id = ? AND told_at IS NULL "
            "ORDER BY subject_id",
            (breach_id,),
        )
        return [subject for (subject,) in rows]

    def known(self, breach_id: str, subjects: Collection[str]) -> set[str]:
        """Those of the keyed ids that the incident lists."""
        rows = self._connection.execute(
            "SELECT subject_id FROM breach_subjects WHERE breach_id = ?", (breach_id,)
        )
        return {subject for (subject,) in rows} & set(subjects)

    def forget_subjects(self, subject_ids: Collection[str]) -> int:
        """Remove erased people from every incident, keeping the counts; returns how many entries went."""
        with self._transaction():
            return self._forget([("subject_id = ?", (subject,)) for subject in subject_ids])

    def expire(self, now: datetime, keep_days: int) -> int:
        """Remove the persons of incidents closed more than `keep_days` ago; returns how many."""
        limit = now - timedelta(days=keep_days)
        old = [one.id for one in self.breaches() if one.closed is not None and one.closed.at < limit]
        with self._transaction():
            return self._forget([("breach_id = ?", (breach_id,)) for breach_id in old])

    def _forget(self, conditions: list[tuple[str, tuple[str]]]) -> int:
        gone = 0
        for condition, values in conditions:
            self._connection.execute(
                "INSERT INTO breach_forgotten SELECT breach_id, count(*), count(told_at) "
                f"FROM breach_subjects WHERE {condition} GROUP BY breach_id "
                "ON CONFLICT (breach_id) DO UPDATE SET "
                "listed = listed + excluded.listed, told = told + excluded.told",
                values,
            )
            gone += self._connection.execute(
                f"DELETE FROM breach_subjects WHERE {condition}", values
            ).rowcount
        return gone

    def _tell(self, breach_id: str, told: Collection[str] | None, at: datetime) -> None:
        moment = _text(at)
        if told is None:
            self._connection.execute(
                "UPDATE breach_subjects SET told_at = ? WHERE breach_id = ? AND told_at IS NULL",
                (moment, breach_id),
            )
            return
        self._connection.executemany(
            "UPDATE breach_subjects SET told_at = ? "
            "WHERE breach_id = ? AND subject_id = ? AND told_at IS NULL",
            [(moment, breach_id, subject) for subject in told],
        )

    def _breaches(self, where: str, values: tuple[str, ...]) -> list[Breach]:
        found: dict[str, Breach] = {}
        for breach_id, name, at, clerk, detail in self._connection.execute(
            f"SELECT breach_id, name, at, clerk, detail FROM breach_events {where} "
            "ORDER BY breach_id, sequence",
            values,
        ).fetchall():
            event = Event(name, datetime.fromisoformat(at), clerk, json.loads(detail))
            breach = found.get(breach_id) or Breach(breach_id, (), *self._counts(breach_id))
            found[breach_id] = replace(breach, events=(*breach.events, event))
        return list(found.values())

    def _counts(self, breach_id: str) -> tuple[int, int]:
        listed, told = self._connection.execute(
            "SELECT sum(listed), sum(told) FROM (SELECT count(*) AS listed, count(told_at) AS told "
            "FROM breach_subjects WHERE breach_id = ?1 UNION ALL SELECT listed, told FROM breach_forgotten "
            "WHERE breach_id = ?1)",
            (breach_id,),
        ).fetchone()
        return int(listed), int(told)

    def _append(self, breach_id: str, sequence: int, event: Event) -> None:
        detail = json.dumps(event.detail, ensure_ascii=False, sort_keys=True)
        self._connection.execute(
            "INSERT INTO breach_events VALUES (?, ?, ?, ?, ?, ?)",
            (breach_id, sequence, event.name, _text(event.at), event.by, detail),
        )

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._connection.execute("BEGIN IMMEDIATE")
        with self._connection:
            yield


def _text(moment: datetime) -> str:
    return moment.isoformat(sep=" ", timespec="seconds")
