from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from policy.pii import ShareChange
from policy.text import Text
from privacy.detection.change_words import what_changed, why_changed
from privacy.detection.verdict_changes import VerdictChange, diff_scans
from privacy.detection.verdict_history import (
    ScanRecord,
    TableReading,
    Unread,
    VerdictRecord,
    Versions,
    continued,
)

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases/verdict_changes.yaml").read_text("utf-8")
)
DAY = datetime(2026, 3, 15, 2)
NEXT_DAY = datetime(2026, 3, 16, 2)


def record(type: str, **fields: Any) -> VerdictRecord:
    values: dict[str, Any] = {
        "store": "app", "table": "t", "column": "c", "path": None, "entity_type": type, "found_as": type,
        "kind": "column", "share": 1.0, "findings": 10, "rows": 1000, "sensitivity": "medium",
        "confidence": 0.9, "shape": "*", "why": Text(zh="因", en="why"), "decided_by": None,
        "overruled": False, "first_seen": DAY,
    }  # fmt: skip
    return VerdictRecord(**(values | fields))


def scan(
    findings: list[dict[str, Any]], columns: list[str] | None, data: str = "a", recognizers: str = "1"
) -> ScanRecord:
    versions = Versions(recognizers, "rules")
    readings = (
        () if columns is None else (TableReading("app", "t", tuple(columns), data, versions, DAY, DAY),)
    )
    return ScanRecord("r", DAY, "p", versions, readings, tuple(record(**finding) for finding in findings))


def short(change: VerdictChange) -> str:
    types = [one.entity_type for one in (change.before, change.after) if one is not None]
    parts = [change.kind, "→".join(dict.fromkeys(types)), "+".join(change.aspects), "+".join(change.causes)]
    return " ".join(part for part in parts if part)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_change_and_its_cause(case: dict[str, Any]) -> None:
    columns = case.get("columns", [["c"], ["c"]])
    marks = {"data": ["a", "a"], "recognizers": ["1", "1"]} | case.get("marks", {})
    before, after = (
        scan(case[name], columns[i], marks["data"][i], marks["recognizers"][i])
        for i, name in enumerate(("before", "after"))
    )
    found = diff_scans(before, after, ShareChange())
    assert [short(change) for change in found] == case["changes"]
    for change in found:
        assert change.record in (*before.verdicts, *after.verdicts)
        assert what_changed(change, {}).zh and why_changed(change.causes).en


def test_a_table_that_was_not_read_keeps_its_findings_and_has_no_changes() -> None:
    before = scan([{"type": "PERSON"}], ["c"])
    empty = replace(scan([], None), as_of=NEXT_DAY)
    assert [short(change) for change in diff_scans(before, empty, ShareChange())] == [
        "vanished PERSON table_gone"
    ]
    for unread in (Unread("app", "t", "not_permitted"), Unread("app", None, "store_failed")):
        after = continued(replace(empty, unread=(unread,)), before)
        assert diff_scans(before, after, ShareChange()) == []
        assert after.findings == before.findings
        assert [(one.carried, one.read_at) for one in after.readings] == [(True, DAY)]


def test_after_a_night_without_the_table_it_is_compared_with_its_last_reading() -> None:
    before = scan([{"type": "PERSON"}], ["c"], data="a")
    missed = continued(replace(scan([], None), unread=(Unread("app", "t", "unfinished"),)), before)
    again = scan([], ["c"], data="b")
    changes = diff_scans(missed, continued(again, missed), ShareChange())
    assert [short(change) for change in changes] == ["vanished PERSON data"]


def test_a_finding_is_known_since_the_first_scan_of_an_unbroken_row() -> None:
    later = [{"type": "PERSON", "first_seen": NEXT_DAY}, {"type": "ADDRESS", "first_seen": NEXT_DAY}]
    kept = continued(scan(later, ["c"]), scan([{"type": "PERSON"}], ["c"]))
    assert {one.entity_type: one.first_seen for one in kept.verdicts} == {"PERSON": DAY, "ADDRESS": NEXT_DAY}
    gone = continued(scan([], ["c"]), kept)
    back = continued(scan(later, ["c"]), gone)
    assert {one.first_seen for one in back.verdicts} == {NEXT_DAY}


def test_the_last_full_reading_is_remembered_through_partial_ones() -> None:
    partial = scan([], ["c"])
    partial = replace(
        partial,
        readings=tuple(replace(one, read_fully_at=None, read_at=NEXT_DAY) for one in partial.readings),
    )
    assert partial.readings[0].read_fully_at is None
    (reading,) = continued(partial, scan([], ["c"])).readings
    assert (reading.read_fully_at, reading.read_at) == (DAY, NEXT_DAY)


def test_words_name_what_differs() -> None:
    titles = {"PERSON": Text(zh="姓名", en="Name")}
    before, after = record("PERSON", share=0.125), record("PERSON", share=0.5, sensitivity="high")
    change = VerdictChange("changed", before, after, ("share", "sensitivity"), ("data", "policy"))
    assert what_changed(change, titles).en == "Name: 12.5% → 50.0%, medium → high"
    assert what_changed(change, titles).zh == "姓名：12.5% → 50.0%，中 → 高"
    assert why_changed(change.causes).zh == "数据有变、分级或人工认定有变"
    appeared = VerdictChange("appeared", None, before, (), ("column_added",))
    assert what_changed(appeared, titles).en == "Name (whole cells, 12.5%)"
