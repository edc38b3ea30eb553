"""How far an execution has come: what a resumed one, a second process and a certificate rely on."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from policy.text import Text
from privacy.erasure.errors import ApprovalSpentError
from privacy.erasure.records import (
    BatchResult,
    Execution,
    NewBatch,
    Order,
    RuleCount,
    State,
    TableCount,
    Undoing,
)

SCHEMA = Path(__file__).parent / "state.sql"


class ErasureState:
    """The tables of state.sql in a connection to the control store that the caller opens and closes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        connection.executescript(SCHEMA.read_text(encoding="utf-8"))

    def start(self, order: Order, approvals: Sequence[str], at: datetime) -> None:
        """Use up the approvals and start, in one transaction: both happen or neither.

        Raises:
            ApprovalSpentError: one of them, or this execution, has been started before.
        """
        ceilings = [[store, table, rows] for (store, table), rows in sorted(order.ceilings.items())]
        try:
            with self._transaction() as connection:
                connection.execute(
                    "INSERT INTO erasure_executions (execution_id, plan_hash, state, ceilings, "
                    "recoverable_until, started_at) VALUES (?, ?, 'started', ?, ?, ?)",
                    (
                        order.execution_id,
                        order.plan_hash,
                        json.dumps(ceilings),
                        order.recoverable_until.isoformat(),
                        at.isoformat(),
                    ),
                )
                connection.executemany(
                    "INSERT INTO erasure_approvals_used VALUES (?, ?)",
                    [(approval, order.execution_id) for approval in approvals],
                )
                connection.execute(
                    "INSERT INTO erasure_logs (execution_id, frames) VALUES (?, 0)", (order.execution_id,)
                )
        except sqlite3.IntegrityError:
            raise ApprovalSpentError(
                Text(zh="该批准已用于一次执行", en="This approval has started an execution already"),
                Text(zh="请为新的执行另行批准。", en="Have a new execution approved anew."),
            ) from None

    def execution(self, execution_id: str) -> Execution | None:
        row = self._connection.execute(
            "SELECT plan_hash, ceilings, recoverable_until, state, started_at, ended_at, explained_rows "
            "FROM erasure_executions WHERE execution_id = ?",
            (execution_id,),
        ).fetchone()
        if row is None:
            return None
        ceilings = {(store, table): rows for store, table, rows in json.loads(row[1])}
        order = Order(execution_id, row[0], ceilings, datetime.fromisoformat(row[2]))
        ended = None if row[5] is None else datetime.fromisoformat(row[5])
        return Execution(order, row[3], datetime.fromisoformat(row[4]), ended, row[6])

    def move(self, execution_id: str, before: State, after: State, at: datetime) -> bool:
        """From one state to the next; False where it is not in `before`."""
        with self._transaction() as connection:
            changed = connection.execute(
                "UPDATE erasure_executions SET state = ?, ended_at = ? WHERE execution_id = ? AND state = ?",
                (after, at.isoformat(), execution_id, before),
            )
            return changed.rowcount == 1

    def explain_missing(self, execution_id: str, rows: int, explanation: str) -> None:
        """Somebody knows why `rows` rows vanished; the execution may then end. Name nobody in it."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE erasure_executions SET explained_rows = ?, explanation = ? WHERE execution_id = ?",
                (rows, explanation, execution_id),
            )

    def add_wave(
        self, execution_id: str, subjects: int, victim_frames: int, batches: Sequence[NewBatch], at: datetime
    ) -> list[int]:
        """A wave and its batches, all planned; returns the batches' ids in order."""
        with self._transaction() as connection:
            wave = connection.execute(
                "INSERT INTO erasure_waves (execution_id, subjects, victim_frames, begun_at) "
                "VALUES (?, ?, ?, ?)",
                (execution_id, subjects, victim_frames, at.isoformat()),
            ).lastrowid
            ids = []
            for batch in batches:
                added = connection.execute(
                    "INSERT INTO erasure_batches (wave_id, execution_id, store, table_name, state, expected) "
                    "VALUES (?, ?, ?, ?, 'planned', ?)",
                    (wave, execution_id, batch.store, batch.table, batch.expected),
                ).lastrowid
                assert added is not None, "an INSERT gives a row id"
                ids.append(added)
            return ids

    def begin_batch(self, batch_id: int) -> None:
        with self._transaction() as connection:
            connection.execute(
                "UPDATE erasure_batches SET state = 'in_flight' WHERE batch_id = ?", (batch_id,)
            )

    def end_batch(self, execution_id: str, batch_id: int, result: BatchResult, log_frames: int) -> None:
        """The batch is done; so many frames of the log are relied on from now on."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE erasure_batches SET state = 'done', acted = ?, missing = ?, superseded = ?, "
                "change_seconds = ?, log_seconds = ? WHERE batch_id = ?",
                (
                    result.acted,
                    result.missing,
                    result.superseded,
                    result.change_seconds,
                    result.log_seconds,
                    batch_id,
                ),
            )
            connection.executemany(
                "INSERT INTO erasure_batch_rules VALUES (?, ?, ?, ?)",
                [(batch_id, rule, action, rows) for (rule, action), rows in result.rules.items()],
            )
            connection.execute(
                "UPDATE erasure_logs SET frames = ? WHERE execution_id = ?", (log_frames, execution_id)
            )

    def unfinished(self, execution_id: str) -> list[tuple[int, str, int]]:
        """Batches that are not done: id, store, rows expected."""
        return self._connection.execute(
            "SELECT batch_id, store, expected FROM erasure_batches "
            "WHERE execution_id = ? AND state <> 'done' ORDER BY batch_id",
            (execution_id,),
        ).fetchall()

    def sealed_frames(self, execution_id: str) -> tuple[int, int]:
        """Frames known to be in log.sealed and in victims.sealed."""
        (log,) = self._connection.execute(
            "SELECT frames FROM erasure_logs WHERE execution_id = ?", (execution_id,)
        ).fetchone()
        (victims,) = self._connection.execute(
            "SELECT coalesce(max(victim_frames), 0) FROM erasure_waves WHERE execution_id = ?",
            (execution_id,),
        ).fetchone()
        return log, victims

    def skip(self, execution_id: str, reasons: Mapping[str, str], expires_at: datetime) -> None:
        with self._transaction() as connection:
            connection.executemany(
                "INSERT OR REPLACE INTO erasure_skipped VALUES (?, ?, ?, ?)",
                [
                    (execution_id, subject, reason, expires_at.isoformat())
                    for subject, reason in reasons.items()
                ],
            )

    def skipped(self, execution_id: str) -> dict[str, str]:
        """Keyed id of each subject left out, and the reason's code."""
        return dict(
            self._connection.execute(
                "SELECT subject_id, reason FROM erasure_skipped WHERE execution_id = ?", (execution_id,)
            ).fetchall()
        )

    def expire(self, now: datetime) -> None:
        """Forget the subjects left out whose time is over."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM erasure_skipped WHERE expires_at < ?", (now.isoformat(),))

    def tables(self, execution_id: str) -> list[TableCount]:
        rows = self._connection.execute(
            "SELECT store, table_name, sum(expected), sum(acted), sum(missing), sum(superseded) "
            "FROM erasure_batches WHERE execution_id = ? GROUP BY store, table_name ORDER BY min(batch_id)",
            (execution_id,),
        )
        return [TableCount(*row) for row in rows]

    def rules(self, execution_id: str) -> list[RuleCount]:
        rows = self._connection.execute(
            "SELECT store, table_name, rule_id, action, sum(r.acted) FROM erasure_batch_rules r "
            "JOIN erasure_batches USING (batch_id) WHERE execution_id = ? "
            "GROUP BY store, table_name, rule_id, action ORDER BY store, table_name, rule_id, action",
            (execution_id,),
        )
        return [RuleCount(*row) for row in rows]

    def seconds(self, execution_id: str) -> tuple[float, float]:
        """Seconds that changing rows and sealing them took, over all batches."""
        row: tuple[float, float] = self._connection.execute(
            "SELECT coalesce(sum(change_seconds), 0), coalesce(sum(log_seconds), 0) "
            "FROM erasure_batches WHERE execution_id = ?",
            (execution_id,),
        ).fetchone()
        return row

    def add_finish(
        self, execution_id: str, store: str, method: str, seconds: float, dead_rows: int | None
    ) -> None:
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO erasure_finishes VALUES (?, ?, ?, ?, ?)",
                (execution_id, store, method, seconds, dead_rows),
            )

    def finishes(self, execution_id: str) -> list[tuple[str, str, float, int | None]]:
        """Store, method, seconds, dead rows that remain."""
        return self._connection.execute(
            "SELECT store, method, seconds, dead_rows FROM erasure_finishes "
            "WHERE execution_id = ? ORDER BY store",
            (execution_id,),
        ).fetchall()

    def undoing(self, execution_id: str, frames: int) -> Undoing:
        """Where undoing stands; it begins behind the last of `frames`, of which all are relied on now."""
        with self._transaction() as connection:
            connection.execute(
                "UPDATE erasure_logs SET frames = max(frames, ?), undone_to = coalesce(undone_to, ?) "
                "WHERE execution_id = ?",
                (frames, frames, execution_id),
            )
        return Undoing(
            *self._connection.execute(
                "SELECT undone_to, restored, present, conflicts, twins FROM erasure_logs "
                "WHERE execution_id = ?",
                (execution_id,),
            ).fetchone()
        )

    def note_undoing(self, execution_id: str, undoing: Undoing, frames: int) -> None:
        with self._transaction() as connection:
            connection.execute(
                "UPDATE erasure_logs SET undone_to = ?, restored = ?, present = ?, conflicts = ?, twins = ?, "
                "frames = max(frames, ?) WHERE execution_id = ?",
                (
                    undoing.next_frame,
                    undoing.restored,
                    undoing.present,
                    undoing.conflicts,
                    undoing.twins,
                    frames,
                    execution_id,
                ),
            )

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """All or nothing, and no other writer in between."""
        self._connection.execute("BEGIN IMMEDIATE")
        try:
            yield self._connection
        except BaseException:
            self._connection.rollback()
            raise
        self._connection.commit()
