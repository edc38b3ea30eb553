"""The suppression list: whom we erased, known only by keyed hashes, so that a restored backup is noticed.

The hashes have a key of their own and cannot be joined with any pseudonym elsewhere. Each entry carries the
duty it was erased for and the day it is forgotten: once no backup can bring the person back, nobody needs it.
"""

import hmac
import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

KEY_NAME = "suppression-k1"
SCHEMA = Path(__file__).parent / "suppression.sql"


@dataclass(frozen=True)
class Entry:
    """Why a person was erased. `trigger` is the policy's; `due_at` is when the duty arose."""

    trigger: str
    due_at: datetime
    basis: str
    expires_at: datetime


class SuppressionList:
    """On a connection to the control store; the caller commits."""

    def __init__(self, connection: sqlite3.Connection, key: bytes) -> None:
        self._connection = connection
        self._key = key
        connection.executescript(SCHEMA.read_text(encoding="utf-8"))

    def add(self, raw_keys: Iterable[str], entry: Entry) -> None:
        """Remember people by the keys of their rows; one who is there already gets the later expiry."""
        self._connection.executemany(
            "INSERT INTO suppressed VALUES (?, ?, ?, ?, ?) ON CONFLICT (keyed) DO UPDATE SET "
            "trigger = excluded.trigger, due_at = excluded.due_at, basis = excluded.basis, "
            "expires_at = max(expires_at, excluded.expires_at)",
            [
                (
                    self._keyed(raw),
                    entry.trigger,
                    entry.due_at.isoformat(),
                    entry.basis,
                    entry.expires_at.isoformat(),
                )
                for raw in raw_keys
            ],
        )

    def remove(self, raw_keys: Iterable[str]) -> None:
        """Forget people whose erasure was undone."""
        self._connection.executemany(
            "DELETE FROM suppressed WHERE keyed = ?", [(self._keyed(raw),) for raw in raw_keys]
        )

    def among(self, raw_keys: Sequence[str], now: datetime) -> dict[str, Entry]:
        """Those of `raw_keys` whom we erased before, with the reason; they came back by a restore."""
        if not raw_keys:
            return {}
        listed = {
            keyed: Entry(trigger, datetime.fromisoformat(due_at), basis, datetime.fromisoformat(expires_at))
            for keyed, trigger, due_at, basis, expires_at in self._connection.execute(
                "SELECT keyed, trigger, due_at, basis, expires_at FROM suppressed WHERE expires_at >= ?",
                (now.isoformat(),),
            )
        }
        if not listed:
            return {}
        hashes = ((raw, self._keyed(raw)) for raw in raw_keys)
        return {raw: listed[keyed] for raw, keyed in hashes if keyed in listed}

    def expire(self, now: datetime) -> int:
        """Forget entries past their day; returns how many."""
        return self._connection.execute(
            "DELETE FROM suppressed WHERE expires_at < ?", (now.isoformat(),)
        ).rowcount

    def size(self) -> int:
        return int(self._connection.execute("SELECT count(*) FROM suppressed").fetchone()[0])

    def _keyed(self, raw: str) -> str:
        return hmac.digest(self._key, b"suppression\0" + raw.encode(), "sha256").hex()
