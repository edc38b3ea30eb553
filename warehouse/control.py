"""The control store: an SQLite file that outlives the rebuildable warehouse."""

import json
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from policy.text import Text
from privacy.stores.catalog import Catalog

SCHEMA = Path(__file__).parent / "control_schema.sql"
_RESULT_COLUMNS = (
    "run_id, as_of, check_id, policy_hash, outcome, population, breaches, undetermined, "
    "reasons, gap_zh, gap_en"
)

Outcome = Literal["pass", "violation", "gap"]


@dataclass(frozen=True)
class Offender:
    """One subject in breach: its key, when the breach began, and the reason's code."""

    subject_key: str
    at: datetime | None
    reason: str


@dataclass(frozen=True)
class CheckResult:
    """One stored outcome; counts only."""

    run_id: str
    as_of: datetime
    check_id: str
    policy_hash: str
    outcome: Outcome
    population: int
    breaches: int
    undetermined: int
    reasons: dict[str, int]
    gap: Text | None


def open_control(path: Path) -> sqlite3.Connection:
    """A connection to the control store, made where there is none; the caller closes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=30)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA secure_delete = ON")
    connection.executescript(SCHEMA.read_text(encoding="utf-8"))
    return connection


@dataclass(frozen=True)
class ControlStore:
    path: Path

    @contextmanager
    def _connect(self) -> Iterator[sqlite3.Connection]:
        with closing(open_control(self.path)) as connection, connection:
            yield connection

    def start_run(self, run_id: str, as_of: datetime, policy_hash: str) -> None:
        """Remember the run; the same run may start several of its steps."""
        with self._connect() as connection:
            connection.execute(
                "INSERT OR IGNORE INTO runs VALUES (?, ?, ?, ?)",
                (run_id, as_of.isoformat(), policy_hash, _now()),
            )

    def add_results(self, results: Sequence[CheckResult]) -> None:
        """Append; a result once written can be neither changed nor deleted."""
        with self._connect() as connection:
            connection.executemany(
                "INSERT INTO check_results VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [
                    (
                        result.run_id,
                        result.as_of.isoformat(),
                        result.check_id,
                        result.policy_hash,
                        result.outcome,
                        result.population,
                        result.breaches,
                        result.undetermined,
                        json.dumps(result.reasons, sort_keys=True),
                        result.gap.zh if result.gap else None,
                        result.gap.en if result.gap else None,
                        _now(),
                    )
                    for result in results
                ],
            )

    def latest_results(self, run_id: str | None = None) -> list[CheckResult]:
        """The newest result of every check, or of those that one run judged."""
        with self._connect() as connection:
            rows = connection.execute(
                f"SELECT {_RESULT_COLUMNS} FROM check_results WHERE rowid IN ("
                "SELECT max(rowid) FROM check_results WHERE ? IS NULL OR run_id = ? GROUP BY check_id) "
                "ORDER BY check_id",
                (run_id, run_id),
            ).fetchall()
        return [_result(row) for row in rows]

    def results_of_earlier_days(self, day: date) -> list[CheckResult]:
        """Every check's newest result of the newest day before this one on which it was judged."""
        with self._connect() as connection:
            rows = connection.execute(
                f"SELECT {_RESULT_COLUMNS} FROM ("
                "SELECT *, row_number() OVER (PARTITION BY check_id ORDER BY date(as_of) DESC, rowid DESC) "
                "AS newest FROM check_results WHERE date(as_of) < ?) WHERE newest = 1 ORDER BY check_id",
                (day.isoformat(),),
            ).fetchall()
        return [_result(row) for row in rows]

    def results_since(self, day: date) -> list[CheckResult]:
        """Every check's newest result of each day from this one on, oldest day first."""
        with self._connect() as connection:
            rows = connection.execute(
                f"SELECT {_RESULT_COLUMNS} FROM check_results WHERE rowid IN ("
                "SELECT max(rowid) FROM check_results WHERE date(as_of) >= ? GROUP BY check_id, date(as_of)) "
                "ORDER BY date(as_of), check_id",
                (day.isoformat(),),
            ).fetchall()
        return [_result(row) for row in rows]

    def last_run(self) -> tuple[str, datetime, str] | None:
        """Id, as-of and policy hash of the newest run."""
        with self._connect() as connection:
            row = connection.execute(
                "SELECT run_id, as_of, policy_hash FROM runs ORDER BY rowid DESC LIMIT 1"
            ).fetchone()
        return None if row is None else (row[0], datetime.fromisoformat(row[1]), row[2])

    def replace_offenders(
        self,
        run_id: str,
        check_id: str,
        offenders: Sequence[Offender],
        *,
        expires_at: datetime,
        now: datetime,
    ) -> None:
        """Keep who is in breach today; rows of earlier runs of the check, and all expired ones, go."""
        with self._connect() as connection:
            connection.execute(
                "DELETE FROM offenders WHERE check_id = ? OR expires_at < ?", (check_id, now.isoformat())
            )
            connection.executemany(
                "INSERT INTO offenders VALUES (?, ?, ?, ?, ?, ?)",
                [
                    (
                        run_id,
                        check_id,
                        offender.subject_key,
                        offender.at.isoformat() if offender.at else None,
                        offender.reason,
                        expires_at.isoformat(),
                    )
                    for offender in offenders
                ],
            )

    def offenders_of(self, check_id: str) -> list[Offender]:
        """Who was in breach when the check last ran, in the order of their keys."""
        with self._connect() as connection:
            rows = connection.execute(
                "SELECT subject_key, at, reason FROM offenders WHERE check_id = ? ORDER BY subject_key",
                (check_id,),
            ).fetchall()
        return [Offender(key, datetime.fromisoformat(at) if at else None, reason) for key, at, reason in rows]

    def add_catalog(self, run_id: str, as_of: datetime, catalog: Catalog) -> Catalog | None:
        """Store the catalog and return the one before it."""
        with self._connect() as connection:
            row = connection.execute("SELECT tables FROM catalogs ORDER BY rowid DESC LIMIT 1").fetchone()
            connection.execute(
                "INSERT INTO catalogs VALUES (?, ?, ?, ?)",
                (run_id, as_of.isoformat(), json.dumps(catalog.to_json()), _now()),
            )
        return None if row is None else Catalog.from_json(json.loads(row[0]))

    def latest_catalogs(self, count: int) -> list[Catalog]:
        """The newest catalogs, newest first."""
        with self._connect() as connection:
            rows = connection.execute(
                "SELECT tables FROM catalogs ORDER BY rowid DESC LIMIT ?", (count,)
            ).fetchall()
        return [Catalog.from_json(json.loads(row[0])) for row in rows]

    def add_plan(self, plan_hash: str, run_id: str, as_of: datetime, plan: dict[str, Any]) -> None:
        """Append the plan of a run; runs that plan the same have plans of one hash."""
        with self._connect() as connection:
            connection.execute(
                "INSERT INTO deletion_plans VALUES (?, ?, ?, ?, ?)",
                (plan_hash, run_id, as_of.isoformat(), json.dumps(plan, ensure_ascii=False), _now()),
            )

    def newest_plan_run(self) -> str | None:
        """Id of the run, or the name of the command, that made the newest plan."""
        with self._connect() as connection:
            row = connection.execute(
                "SELECT run_id FROM deletion_plans ORDER BY rowid DESC LIMIT 1"
            ).fetchone()
        return None if row is None else str(row[0])

    def plan_of_run(self, run_id: str) -> tuple[datetime, dict[str, Any]] | None:
        """When the run planned, and its plan."""
        with self._connect() as connection:
            row = connection.execute(
                "SELECT planned_at, plan FROM deletion_plans WHERE run_id = ? ORDER BY rowid DESC LIMIT 1",
                (run_id,),
            ).fetchone()
        return (
            None if row is None else (datetime.fromisoformat(row[0]).replace(tzinfo=None), json.loads(row[1]))
        )

    def plan_waits_since(self, plan_hash: str) -> datetime | None:
        """The earliest as-of for which the plan of this hash was made."""
        with self._connect() as connection:
            row = connection.execute(
                "SELECT min(as_of) FROM deletion_plans WHERE plan_hash = ?", (plan_hash,)
            ).fetchone()
        return None if row[0] is None else datetime.fromisoformat(row[0])


def _result(row: tuple[Any, ...]) -> CheckResult:
    gap = None if row[9] is None else Text(zh=row[9], en=row[10])
    run_id, as_of, check_id, policy_hash, outcome, population, breaches, undetermined, reasons, *_ = row
    return CheckResult(
        run_id, datetime.fromisoformat(as_of), check_id, policy_hash, outcome, population, breaches,
        undetermined, json.loads(reasons), gap,
    )  # fmt: skip


def _now() -> str:
    return datetime.now().astimezone().isoformat(timespec="seconds")
