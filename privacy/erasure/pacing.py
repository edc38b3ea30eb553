"""How gently one store is written to."""

from dataclasses import dataclass
from datetime import datetime

from privacy.detection.incremental.pace import Pace
from privacy.stores.config import ScanSettings


@dataclass(frozen=True)
class StorePace:
    """Attributes:
    rows_per_second: at most so many rows are deleted or changed; None: no limit.
    batch_rows: rows in one transaction.
    lock_seconds: how long a statement waits for a lock of another before it is tried again later.
    statement_seconds: how long one statement may take.
    attempts: how often a batch is tried that others block.
    rebuild_indexes: whether PostgreSQL's indexes of the tables concerned are rebuilt after VACUUM, without
        blocking writes: their inner pages keep values of rows that are gone, as separators.
    known_triggers: names of triggers, as `schema.table.trigger`, that may fire on what we delete, change or
        restore: somebody has looked at them. All others refuse the table.
    """

    rows_per_second: int | None = None
    batch_rows: int = 10_000
    lock_seconds: float = 2.0
    statement_seconds: float = 600.0
    attempts: int = 6
    rebuild_indexes: bool = False
    known_triggers: tuple[str, ...] = ()

    def limiter(self) -> Pace:
        return Pace(ScanSettings(rows_per_second=self.rows_per_second), datetime.now)
