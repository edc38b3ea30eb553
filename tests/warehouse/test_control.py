import sqlite3
from datetime import date, datetime
from pathlib import Path

import pytest

from policy.text import Text
from privacy.stores.catalog import Catalog, Column, Table
from warehouse.control import CheckResult, ControlStore, Offender

AS_OF = datetime(2026, 3, 16, 23)


def result(run: str, outcome: str, gap: Text | None = None) -> CheckResult:
    return CheckResult(run, AS_OF, "dsr.sample", "hash", outcome, 10, 2, 0, {"late": 2}, gap)


def test_the_newest_result_of_a_check_is_the_latest(tmp_path: Path) -> None:
    store = ControlStore(tmp_path / "control.sqlite")
    gap = Text(zh="缺", en="missing")
    store.add_results([result("r1", "violation")])
    store.add_results([result("r2", "gap", gap)])
    assert store.latest_results() == [result("r2", "gap", gap)]
    assert store.latest_results("r1") == [result("r1", "violation")]


@pytest.mark.parametrize(
    "statement", ["DELETE FROM check_results", "UPDATE check_results SET outcome = 'pass'"]
)
def test_results_cannot_be_changed_or_deleted(tmp_path: Path, statement: str) -> None:
    store = ControlStore(tmp_path / "control.sqlite")
    store.add_results([result("r1", "violation")])
    with (
        sqlite3.connect(store.path) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(statement)


def test_a_catalog_comes_back_as_it_was_stored(tmp_path: Path) -> None:
    store = ControlStore(tmp_path / "control.sqlite")
    first = Catalog((Table("app", "public.t", (Column("a", "VARCHAR"),), ("a",), (), 3),))
    assert store.add_catalog("r1", AS_OF, first) is None
    assert store.add_catalog("r2", AS_OF, Catalog()) == first
    assert store.latest_catalogs(2) == [Catalog(), first]


def test_offenders_are_those_of_the_last_run_and_expire(tmp_path: Path) -> None:
    store = ControlStore(tmp_path / "control.sqlite")
    late = Offender("k1.a", AS_OF, "late")
    store.replace_offenders("r1", "dsr.sample", [late], expires_at=datetime(2026, 4, 1), now=AS_OF)
    store.replace_offenders("r1", "dsr.other", [late], expires_at=datetime(2026, 4, 1), now=AS_OF)
    other = Offender("k1.b", None, "late")
    store.replace_offenders("r2", "dsr.sample", [other], expires_at=datetime(2026, 4, 3), now=AS_OF)
    assert store.offenders_of("dsr.sample") == [other]
    assert store.offenders_of("dsr.other") == [late]
    later = datetime(2026, 4, 2)
    store.replace_offenders("r3", "dsr.third", [], expires_at=later, now=later)
    assert store.offenders_of("dsr.other") == []
    assert b"k1.a" not in store.path.read_bytes()


def test_earlier_days_give_each_check_its_newest_result_of_its_newest_day(tmp_path: Path) -> None:
    store = ControlStore(tmp_path / "control.sqlite")
    # In the order of judging: the 14th was judged again after the 15th.
    for day, hour, check, outcome in (
        (13, 2, "weekly", "gap"),
        (14, 2, "nightly", "violation"),
        (15, 2, "nightly", "gap"),
        (15, 9, "nightly", "pass"),
        (14, 23, "nightly", "violation"),
        (16, 2, "nightly", "violation"),
        (16, 2, "new", "pass"),
    ):
        as_of = datetime(2026, 3, day, hour)
        store.add_results([CheckResult(f"r{day}", as_of, check, "h", outcome, 1, 0, 0, {}, None)])  # type: ignore[arg-type]
    earlier = store.results_of_earlier_days(date(2026, 3, 16))
    assert [(one.check_id, one.as_of.day, one.outcome) for one in earlier] == [
        ("nightly", 15, "pass"),
        ("weekly", 13, "gap"),
    ]
    assert store.results_of_earlier_days(date(2026, 3, 13)) == []


def test_a_plan_waits_since_the_first_day_it_was_made_for(tmp_path: Path) -> None:
    store = ControlStore(tmp_path / "control.sqlite")
    for day, plan_hash in ((13, "other"), (14, "same"), (15, "same")):
        store.add_plan(plan_hash, f"r{day}", datetime(2026, 3, day, 23), {})
    assert store.plan_waits_since("same") == datetime(2026, 3, 14, 23)
    assert store.plan_waits_since("unknown") is None
