import json
from datetime import datetime
from pathlib import Path

import pytest

from policy.text import Text
from privacy.detection.verdict_history import ScanRecord, TableReading, Unread, VerdictRecord, Versions
from warehouse.verdict_history import VerdictHistory

VERSIONS = Versions("recognizers0", "rules0")
NIGHTS = (datetime(2026, 3, 15, 23), datetime(2026, 3, 16, 23))
POLICY = """
entity_types: {PHONE_NUMBER: {title: {zh: 电话号码, en: Phone number}, sensitivity: medium}}
overrides:
  - {store: lake, table: t, column: gone, entity_type: null, decided_by: officer, reason: {zh: 因, en: why}}
"""


def keep(folder: Path, night: int, *columns: str) -> None:
    """Keep a scan that found telephone numbers in these columns."""
    as_of = NIGHTS[night]
    readings = (TableReading("lake", "t", ("a", "b"), f"mark {night}", VERSIONS, as_of, as_of),)
    verdicts = tuple(
        VerdictRecord(
            "lake", "t", column, path or None, "PHONE_NUMBER", "PHONE_NUMBER", "column", 0.5, 9, 18, "medium",
            0.75, "1**********", Text(zh="因", en="why"), None, False, as_of,
        )
        for column, _, path in (name.partition("/") for name in columns)
    )  # fmt: skip
    unread = (Unread("app", None, "store_failed"),)
    scan = ScanRecord(f"run {night}", as_of, "policy0", VERSIONS, readings, verdicts, unread)
    VerdictHistory(folder / ".data" / "control.sqlite").add(scan, 30)


@pytest.fixture(autouse=True)
def policy(folder: Path) -> None:
    (folder / "policy" / "pii.yaml").write_text(POLICY, encoding="utf-8")


def test_verdicts_are_listed_with_confidence_version_and_since_when(quanyi, folder: Path) -> None:
    keep(folder, 0, "a", "b/$.x")
    code, out, _ = quanyi("verdicts", "--format", "json")
    document = json.loads(out)
    assert code == 0 and document["scan"]["recognizer_set"] == "recognizers0"
    assert [row["column"] for row in document["verdicts"]] == ["a", "b$.x"]
    row = document["verdicts"][0]
    wanted = {
        "confidence": 0.75,
        "first_seen": "2026-03-15T23:00:00",
        "data_mark": "mark 0",
        "carried": False,
    }
    assert wanted.items() <= row.items() and row["why"] == {"zh": "因", "en": "why"}
    table = quanyi("verdicts")[1]
    assert "lake.t.b$.x" in table and "0.75" in table and "2026-03-15" in table
    assert "review the decision of officer on lake.t.gone: the column no longer exists" in table


def test_changes_are_listed_with_their_cause(quanyi, folder: Path) -> None:
    keep(folder, 0, "a")
    keep(folder, 1, "a", "b")
    document = json.loads(quanyi("verdicts", "--changes", "--format", "json")[1])
    assert document["compared_with"]["run"] == "run 0"
    (change,) = document["changes"]
    assert (change["column"], change["change"], change["causes"]) == ("b", "appeared", ["data"])
    assert document["not_read"] == [{"store": "app", "table": None, "reason": "store_failed"}]
    assert [one["status"] for one in document["overrides"]] == ["column_gone"]
    out = quanyi("verdicts", "--changes", language="zh")[1]
    assert "新发现" in out and "数据有变" in out and "2026-03-15 23:00" in out


def test_no_change_is_said_in_a_line(quanyi, folder: Path) -> None:
    keep(folder, 0, "a")
    keep(folder, 1, "a")
    assert "Nothing changed since the scan of 2026-03-15 23:00" in quanyi("verdicts", "--changes")[1]


@pytest.mark.parametrize(("scans", "says"), [(0, "Nothing has been scanned yet"), (1, "only one scan")])
def test_without_a_scan_to_show_or_compare_it_says_so(quanyi, folder: Path, scans: int, says: str) -> None:
    for _ in range(scans):
        keep(folder, 0, "a")
    code, _, err = quanyi("verdicts", "--changes")
    assert code == 64 and says in err
