"""Waves, limits and undoing, on SQLite; the writers have tests of their own."""

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from policy.errors import LockHeldError, StoreError
from policy.text import Text
from privacy.erasure.errors import (
    ApprovalSpentError,
    CeilingError,
    ErasureAlarm,
    ErasureRefusedError,
    PlanChangedError,
    SealedLogError,
    UndoRefusedError,
)
from privacy.erasure.pacing import StorePace
from privacy.stores.config import StoreConfig


@pytest.fixture
def store(tmp_path: Path) -> StoreConfig:
    store = StoreConfig(name="app", kind="sqlite", url=str(tmp_path / "app.sqlite"))
    run(
        store,
        "CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT)",
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, person INTEGER REFERENCES person (id))",
        *(f"INSERT INTO person VALUES ({n}, 'name {n}')" for n in range(10)),
        *(f"INSERT INTO orders VALUES ({n}, {n % 10})" for n in range(30)),
    )
    return store


@pytest.fixture
def source(store: Any, rules: Any, sources: Any) -> Any:
    return sources(
        [store], [rules("app", "orders", "id", "person"), rules("app", "person", "id", "id")], ["1", "2", "3"]
    )


def run(store: StoreConfig, *statements: str) -> None:
    with closing(sqlite3.connect(store.url)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def rows_of(store: StoreConfig, query: str) -> list[Any]:
    with closing(sqlite3.connect(store.url)) as connection:
        return connection.execute(query).fetchall()


def people(store: StoreConfig) -> list[int]:
    return [person for (person,) in rows_of(store, "SELECT id FROM person ORDER BY id")]


def test_an_execution_reports_what_it_did(source: Any, bench: Any) -> None:
    report = bench.execute(source, wave_subjects=2)
    assert [(t.table, t.expected, t.acted) for t in report.tables] == [("orders", 9, 9), ("person", 3, 3)]
    assert (report.state, report.skipped) == ("done", {})
    assert [(f.store, f.method, f.dead_rows) for f in report.finished] == [("app", "vacuum", 0)]
    assert report.change_seconds > 0 and report.log_seconds > 0
    # Done is done: it neither reads nor changes anything again.
    read = source.read
    assert bench.execute(source, fresh=False).tables == report.tables
    assert source.read == read


def test_who_is_no_longer_due_is_skipped_reported_and_stays_out(store: Any, source: Any, bench: Any) -> None:
    source.not_due = {"2": "logged_in", "3": "hold"}
    report = bench.execute(source)
    assert report.skipped == {"hold": 1, "logged_in": 1}
    assert people(store) == [0, 2, 3, 4, 5, 6, 7, 8, 9]
    assert bench.state().skipped("e1") == {"2": "logged_in", "3": "hold"}


def test_a_subject_is_judged_again_when_its_wave_begins_and_not_before(
    store: Any, source: Any, bench: Any
) -> None:
    """Between the first wave and the second the user logs in."""

    def log_in(step: str) -> None:
        if step == "batch-ended":
            source.not_due = {"3": "logged_in"}

    report = bench.execute(source, wave_subjects=1, step=log_in)
    assert report.skipped == {"logged_in": 1}
    assert people(store) == [0, 3, 4, 5, 6, 7, 8, 9]


def test_rows_that_come_in_meanwhile_go_too(store: Any, source: Any, bench: Any) -> None:
    added = []

    def order_more(step: str) -> None:
        if step == "wave-begun" and not added:
            added.append(True)
            run(store, "INSERT INTO orders VALUES (100, 2)")

    # The new order keeps its person from being deleted; the execution says so and goes on when asked again.
    with pytest.raises(ErasureRefusedError, match="constraint"):
        bench.execute(source, step=order_more)
    report = bench.execute(source, fresh=False)
    assert rows_of(store, "SELECT count(*) FROM orders WHERE person = 2") == [(0,)]
    assert (report.state, sum(t.missing for t in report.tables)) == ("done", 0)
    assert {t.table: t.acted for t in report.tables} == {"orders": 10, "person": 3}


def test_more_rows_than_were_approved_refuse_before_the_first_change(
    store: Any, source: Any, bench: Any
) -> None:
    bench.ceilings = {("app", "orders"): 8}
    with pytest.raises(CeilingError, match=r"orders \(9 rows, ceiling 8\)"):
        bench.execute(source)
    assert len(people(store)) == 10 and rows_of(store, "SELECT count(*) FROM orders") == [(30,)]


def test_a_table_that_the_plan_does_not_name_has_no_room(source: Any, bench: Any) -> None:
    bench.ceilings = {("app", "person"): 0}
    with pytest.raises(CeilingError, match="person"):
        bench.execute(source)


def test_the_ceiling_counts_all_waves_together(store: Any, source: Any, bench: Any) -> None:
    bench.ceilings = {("app", "orders"): 8}
    with pytest.raises(CeilingError):
        bench.execute(source, wave_subjects=1)
    assert people(store) == [0, 3, 4, 5, 6, 7, 8, 9]


def test_a_plan_that_no_longer_fits_refuses(store: Any, source: Any, bench: Any) -> None:
    def changed() -> None:
        raise PlanChangedError(Text(zh="变了", en="changed"), Text(zh="重来", en="again"))

    source.unchanged = changed
    with pytest.raises(PlanChangedError):
        bench.execute(source)
    assert len(people(store)) == 10


def test_an_execution_that_nobody_started_refuses(source: Any, bench: Any) -> None:
    with pytest.raises(ErasureRefusedError, match="was not started"):
        bench.execute(source, fresh=False)
    bench.start(source)
    with pytest.raises(ApprovalSpentError):
        bench.start(source)


def test_a_row_that_somebody_else_took_is_an_alarm_until_explained(
    store: Any, source: Any, bench: Any
) -> None:
    def take(step: str) -> None:
        if step == "wave-begun":
            run(store, "DELETE FROM orders WHERE id = 11")

    with pytest.raises(ErasureAlarm, match=r"orders \(1 rows\)"):
        bench.execute(source, step=take)
    with pytest.raises(ErasureAlarm):
        bench.execute(source, fresh=False)
    state = bench.state()
    assert state.execution("e1").state == "started"
    state.explain_missing("e1", 1, "removed by the shop's own clean-up")
    report = bench.execute(source, fresh=False)
    assert report.state == "done"
    assert [(t.expected, t.acted, t.missing) for t in report.tables] == [(9, 8, 1), (3, 3, 0)]


@pytest.mark.parametrize("name", ["victims.sealed", "log.sealed"])
def test_sealed_files_that_were_set_back_stop_the_execution(
    name: str, store: Any, source: Any, bench: Any
) -> None:
    def take(step: str) -> None:
        if step == "wave-begun":
            run(store, "DELETE FROM orders WHERE id = 11")

    with pytest.raises(ErasureAlarm):
        bench.execute(source, step=take)
    (bench.folder.path / name).write_bytes(b"")
    with pytest.raises(SealedLogError, match=name):
        bench.execute(source, fresh=False)


def test_one_process_at_a_time(source: Any, bench: Any) -> None:
    bench.start(source)
    with bench.folder.lock(), pytest.raises(LockHeldError):
        bench.execute(source, fresh=False)


def test_rows_that_keep_coming_end_in_an_error_and_not_in_silence(
    store: Any, source: Any, bench: Any
) -> None:
    source.rules = source.rules[:1]
    source.before_reading = lambda: run(store, "INSERT INTO orders (person) VALUES (1)")
    with pytest.raises(StoreError, match="still rows to erase"):
        bench.execute(source)
    assert bench.state().execution("e1").state == "started"


def test_a_pace_is_kept(source: Any, bench: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    slept: list[float] = []
    monkeypatch.setattr("time.sleep", slept.append)
    monkeypatch.setattr(StorePace, "limiter", lambda self: _limiter(self, slept))
    bench.execute(source, pace=StorePace(rows_per_second=100, batch_rows=3))
    assert sum(slept) == pytest.approx(12 / 100, rel=0.5)


def _limiter(pace: StorePace, slept: list[float]) -> Any:
    from privacy.detection.incremental.pace import Pace
    from privacy.stores.config import ScanSettings

    return Pace(
        ScanSettings(rows_per_second=pace.rows_per_second),
        datetime.now,
        sleep=slept.append,
        clock=lambda: sum(slept),
    )


def test_undoing_ends_with_its_time_and_with_its_key(store: Any, source: Any, bench: Any) -> None:
    bench.execute(source)
    bench.now = datetime(2026, 3, 23)
    with pytest.raises(UndoRefusedError, match="time for it is over"):
        bench.undo(source)
    bench.now = datetime(2026, 3, 22)
    bench.folder.key_path.unlink()
    with pytest.raises(SealedLogError, match="is gone"):
        bench.undo(source)
    assert len(people(store)) == 7


def test_an_undone_execution_is_neither_undone_nor_executed_again(
    store: Any, source: Any, bench: Any
) -> None:
    bench.execute(source)
    bench.undo(source)
    assert len(people(store)) == 10
    with pytest.raises(UndoRefusedError, match="state does not allow"):
        bench.undo(source)
    assert bench.execute(source, fresh=False).state == "undone"
    assert len(people(store)) == 10


def test_an_execution_is_not_begun_when_it_could_no_longer_be_undone(source: Any, bench: Any) -> None:
    bench.now = datetime(2026, 3, 23)
    with pytest.raises(ErasureRefusedError, match="can be undone is over"):
        bench.execute(source)


def test_what_was_erased_is_in_no_file_that_we_wrote(store: Any, source: Any, bench: Any) -> None:
    run(store, "UPDATE person SET name = 'canary-' || id")
    bench.execute(source)
    files = [path for path in bench.root.rglob("*") if path.is_file()]
    assert {"log.sealed", "victims.sealed", "control.sqlite"} <= {path.name for path in files}
    assert [path for path in files if b"canary-1" in path.read_bytes()] == []
