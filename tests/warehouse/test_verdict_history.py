import sqlite3
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from policy.text import Text
from privacy.detection.verdict_history import ScanRecord, TableReading, Unread, VerdictRecord, Versions
from warehouse.control import ControlStore
from warehouse.verdict_history import VerdictHistory

AS_OF = datetime(2026, 3, 16, 23)
VERSIONS = Versions("recognizers0", "rules0")
VERDICT = VerdictRecord(
    "app", "public.t", "remark", "$.phone", "PHONE_NUMBER", "PHONE_NUMBER", "mentions", 0.25, 7, 20, "medium",
    0.5, "1**********", Text(zh="因", en="why"), "privacy officer", True, AS_OF - timedelta(days=9),
)  # fmt: skip
SCAN = ScanRecord(
    "r1",
    AS_OF,
    "policy0",
    VERSIONS,
    (
        TableReading("app", "public.t", ("id", "remark"), "mark", VERSIONS, AS_OF, AS_OF - timedelta(days=3)),
        TableReading("lake", "log", ("ip",), "mark", Versions("old", "old"), AS_OF, None, carried=True),
    ),
    (VERDICT, replace(VERDICT, path=None, decided_by=None, overruled=False)),
    (Unread("lake", None, "store_failed"), Unread("app", "public.u", "not_permitted")),
)


@pytest.fixture
def history(tmp_path: Path) -> VerdictHistory:
    return VerdictHistory(tmp_path / "control.sqlite")


def test_a_scan_comes_back_as_it_was_kept_newest_first(history: VerdictHistory) -> None:
    later = replace(SCAN, run_id="r2", as_of=AS_OF - timedelta(days=20), verdicts=(), readings=())
    history.add(SCAN, 30)
    history.add(later, 30)
    assert history.latest(1) == [later], "the newest by order of scanning, whatever day it judged"
    assert history.latest(5) == [later, SCAN]


def test_it_lives_in_the_control_store_beside_the_rest(history: VerdictHistory) -> None:
    ControlStore(history.path).start_run("r1", AS_OF, "policy0")
    history.add(SCAN, 30)
    assert history.latest(1) == [SCAN]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE column_verdicts SET share = 0",
        "DELETE FROM column_verdicts",
        "UPDATE table_readings SET data_mark = ''",
        "DELETE FROM table_readings",
        "UPDATE unread_tables SET reason = 'unfinished'",
        "DELETE FROM unread_tables",
        "UPDATE verdict_scans SET recognizers = ''",
        "DELETE FROM verdict_scans",
    ],
)
def test_what_is_kept_can_be_neither_changed_nor_deleted(history: VerdictHistory, statement: str) -> None:
    history.add(SCAN, 30)
    with (
        sqlite3.connect(history.path) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(statement)


def test_scans_expire_and_the_newest_never_does(history: VerdictHistory) -> None:
    history.add(SCAN, 30)
    last_day = replace(SCAN, run_id="r2", as_of=AS_OF + timedelta(days=30))
    history.add(last_day, 30)
    assert len(history.latest(9)) == 2
    after = replace(SCAN, run_id="r3", as_of=AS_OF + timedelta(days=90))
    history.add(after, 30)
    assert history.latest(9) == [after]
    with sqlite3.connect(history.path) as connection:
        for part, rows in (("column_verdicts", 2), ("table_readings", 2), ("unread_tables", 2)):
            assert connection.execute(f"SELECT count(*) FROM {part}").fetchone() == (rows,)
