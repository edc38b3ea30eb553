"""Which states each receiver was told of, in the control store."""

from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from sqlite3 import Connection

from warehouse.alerting.settings import Event
from warehouse.alerting.standing import Standing
from warehouse.control import open_control

SCHEMA = Path(__file__).parent / "delivered.sql"


@dataclass(frozen=True)
class Delivered:
    """What each receiver was told of. `path` is the control store."""

    path: Path

    def told(self, receiver: str, events: Collection[Event]) -> dict[str, str]:
        """State by key, of these events."""
        with self._connect() as connection:
            rows = connection.execute(
                "SELECT key, state, event FROM alerts_delivered WHERE receiver = ? ORDER BY key", (receiver,)
            ).fetchall()
        return {key: state for key, state, event in rows if event in events}

    def record(self, receiver: str, changed: Iterable[Standing], over: Iterable[str], at: datetime) -> None:
        """The receiver was told of new states, and that others are over."""
        with self._connect() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO alerts_delivered VALUES (?, ?, ?, ?, ?)",
                [(receiver, one.key, one.event, one.state, at.isoformat()) for one in changed],
            )
            connection.executemany(
                "DELETE FROM alerts_delivered WHERE receiver = ? AND key = ?",
                [(receiver, key) for key in over],
            )

    @contextmanager
    def _connect(self) -> Iterator[Connection]:
        with closing(open_control(self.path)) as connection, connection:
            connection.executescript(SCHEMA.read_text(encoding="utf-8"))
            yield connection
