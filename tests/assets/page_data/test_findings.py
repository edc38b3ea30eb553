"""The data map's findings and coverage, from scans kept in the history."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import yaml

from assets.page_data.coverage import coverage_rows
from assets.page_data.findings import findings
from assets.run import Run
from assets.scan import memory_path
from assets.scan_history import record_scan
from assets.scan_verdicts import finding_rows
from policy.bundle import PACKAGED
from policy.text import Text
from privacy.detection.incremental.coverage import RowCoverage, TableCoverage
from privacy.detection.incremental.memory import open_memory
from privacy.detection.verdict_history import TableReading, Unread, VerdictRecord, Versions
from privacy.stores.catalog import Catalog, Column, Table
from warehouse.contracts import load_contracts
from warehouse.database import record_fresh
from warehouse.models import build_model, load_models
from warehouse.policy_entities import POLICY_ENTITIES
from warehouse.write_entity import write_entity

NIGHT_BEFORE = datetime(2026, 3, 15, 23)
METHOD = Text(zh="按内容", en="by content")
CAUSE = Text(zh="内容有变", en="new content")


def verdict(run: Run, column: str, type: str = "PHONE_NUMBER", **fields: Any) -> VerdictRecord:
    values: dict[str, Any] = {
        "store": "lake", "table": "t", "column": column, "path": None, "entity_type": type, "found_as": type,
        "kind": "column", "share": 1.0, "findings": 9, "rows": 1000, "sensitivity": "medium",
        "confidence": 0.9, "shape": "1**********", "why": Text(zh="因", en="why"), "decided_by": None,
        "overruled": False, "first_seen": run.as_of,
    }  # fmt: skip
    return VerdictRecord(**(values | fields))


def reading(run: Run, table: str = "t", *columns: str, full: bool = True) -> TableReading:
    versions = Versions("recognizers0", "rules0")
    fully = run.as_of if full else None
    return TableReading(
        "lake", table, columns or ("a", "b"), f"mark {run.run_id}", versions, run.as_of, fully
    )


def earlier(run: Run) -> Run:
    return replace(run, run_id="yesterday", as_of=NIGHT_BEFORE)


def policy(run: Run, name: str, document: dict[str, Any]) -> None:
    """To be called before policy is first read."""
    folder = run.workspace.config.policy
    assert folder is not None
    (folder / name).write_text(yaml.safe_dump(document, allow_unicode=True), encoding="utf-8")


def entry(column: str, type: str = "PHONE_NUMBER", **fields: str) -> dict[str, str]:
    return {"store": "lake", "table": "t", "column": column, "pii_type": type, **fields}


def test_before_the_first_scan_there_is_nothing(run: Run) -> None:
    assert findings(run).scan is None and findings(run).inventory == () and coverage_rows(run) == ()


def test_a_finding_says_since_when_by_whom_and_what_changed(run: Run) -> None:
    place = {"store": "lake", "table": "t", "column": "b", "entity_type": "PERSON"}
    decision = place | {"decided_by": "officer", "reason": {"zh": "因", "en": "why"}}
    packaged = yaml.safe_load((PACKAGED / "pii.yaml").read_text("utf-8"))
    policy(run, "pii.yaml", packaged | {"overrides": [decision, decision | {"column": "gone"}]})
    policy(run, "pii_catalog.yaml", {"columns": [entry("a", owner="客服部", protection="access_control")]})
    before = earlier(run)
    record_scan(before, [verdict(before, "a")], [reading(before)], [])
    now = [verdict(run, "a"), verdict(run, "b", "PERSON", decided_by="officer")]
    record_scan(run, now, [reading(run)], [])
    found = findings(run)
    assert found.scan is not None and found.scan.is_of_this_run and found.scan.compared_with == NIGHT_BEFORE
    known, new = found.inventory
    assert (known.since, known.change, known.catalogued, known.owner) == (NIGHT_BEFORE, None, True, "客服部")
    assert (known.confidence, known.judged_by, known.stale_since) == (0.9, "recognizers0", None)
    assert (new.since, new.catalogued, new.decided_by) == (run.as_of, False, "officer")
    assert new.change is not None and (new.change.kind, new.change.why.en) == ("appeared", "data changed")
    assert found.changes is not None and [row.column for row in found.changes] == ["b"]
    assert [(row.column, row.status) for row in found.decisions] == [
        ("gone", "column_gone"),
        ("b", "in_force"),
    ]


def test_what_was_not_read_is_shown_as_of_its_last_reading(run: Run) -> None:
    before = earlier(run)
    record_scan(before, [verdict(before, "a")], [reading(before)], [])
    record_scan(run, [], [], [Unread("lake", None, "store_failed")])
    found = findings(run)
    assert [row.stale_since for row in found.inventory] == [NIGHT_BEFORE] and found.changes == ()
    (row,) = coverage_rows(run)
    assert (row.table, row.state, row.read_at, row.rows) == ("t", "store_failed", NIGHT_BEFORE, None)
    assert row.why is not None and row.why.en == "the store did not answer"


def test_a_run_that_scanned_nothing_shows_the_scan_before_as_such(run: Run) -> None:
    before = earlier(run)
    record_scan(before, [verdict(before, "a")], [reading(before)], [])
    found = findings(run)
    assert found.scan is not None and not found.scan.is_of_this_run and len(found.inventory) == 1


def test_the_page_takes_for_catalogued_what_the_inventory_does(run: Run) -> None:
    entries = [
        entry("a"),
        entry("whole", path=""),
        entry("part", path="$.x"),
        entry("kind", type="PERSON"),
    ]
    policy(run, "pii_catalog.yaml", {"columns": entries})
    found = [
        verdict(run, "a"),
        verdict(run, "whole", path="$.y"),
        verdict(run, "part", path="$.x"),
        verdict(run, "part", path="$.y"),
        verdict(run, "kind"),
        verdict(run, "place", "LOCATION"),
    ]
    history = record_scan(run, found, [reading(run)], [])
    contracts = load_contracts()
    write_entity(run.warehouse, contracts["pii_findings"], list(finding_rows(run, history.scan.verdicts)))
    catalogued = POLICY_ENTITIES["pii_catalog"](run.workspace.policy)
    assert catalogued is not None
    write_entity(run.warehouse, contracts["pii_catalog"], catalogued)
    for name in ("pii_findings", "pii_catalog"):
        record_fresh(run.warehouse, contracts[name], run.as_of)
    model = next(model for model in load_models() if model.name == "pii_inventory")
    build_model(run.warehouse, model, {})
    query = 'SELECT "column", path, catalogued OR NOT personal FROM models.pii_inventory WHERE found'
    in_model = {(column, path): held for column, path, held in run.warehouse.execute(query).fetchall()}
    on_page = {(row.column, row.path): row.catalogued for row in findings(run).inventory}
    assert on_page == in_model and sorted(on_page.values()) == [False, False, True, True, True, True]


def test_coverage_says_what_was_read_and_skipped_and_when_last_in_full(run: Run) -> None:
    columns = (Column("a", "VARCHAR"),)
    tables = tuple(Table("lake", name, columns, row_count=rows) for name, rows in
                   (("chunks", 100), ("rows", 50), ("secret", None), ("late", 30), ("empty", 0)))  # fmt: skip
    names = ("chunks", "rows", "empty")
    before = earlier(run)
    record_scan(before, [], [reading(before, name) for name in names], [])
    run.control.add_catalog(run.run_id, run.as_of, Catalog(tables))
    trusted = RowCoverage("updated_at", 48, "2026-03-01", "2026-03-31")
    covered = [
        TableCoverage("lake", "chunks", 1, 9, 0, 10, METHOD, CAUSE),
        TableCoverage("lake", "rows", 1, 0, 0, 2, METHOD, CAUSE, trusted),
        TableCoverage("lake", "late", 1, 0, 2, 10, METHOD, CAUSE),
        TableCoverage("lake", "empty", 0, 0, 0, 0, METHOD, CAUSE),
    ]
    with open_memory(memory_path(run.workspace)) as memory:
        memory.record_coverage(run.run_id, covered)
    unread = [Unread("lake", "secret", "not_permitted"), Unread("lake", "late", "unfinished")]
    readings = [reading(run, name, full=name == "empty") for name in names]
    record_scan(run, [], readings, unread)
    rows = {row.table: row for row in coverage_rows(run)}
    assert list(rows) == ["late", "secret", "chunks", "empty", "rows"], "what was not read comes first"
    counts = {name: (row.state, row.rows, row.rows_read, row.rows_skipped) for name, row in rows.items()}
    assert counts == {
        "late": ("unfinished", 30, 10, None),
        "secret": ("not_permitted", None, None, None),
        "chunks": ("read", 100, 10, 90),
        "empty": ("read", 0, 0, 0),
        "rows": ("read", 50, 2, 48),
    }
    why = {name: row.why.en for name, row in rows.items() if row.why is not None}
    assert why["chunks"] == why["rows"] == "read: new content; skipped: content unchanged"
    assert why["late"] == "read: new content; the rest waits for the scan's window"
    assert "grant SELECT" in why["secret"] and why["empty"] == "empty"
    assert {name: row.read_fully_at for name, row in rows.items() if row.state == "read"} == {
        "chunks": NIGHT_BEFORE,
        "rows": NIGHT_BEFORE,
        "empty": run.as_of,
    }
    method = rows["rows"].method
    assert method is not None and "updated_at" in method.en and "2026-03-31" in method.en
    assert rows["late"].read_at is None and rows["chunks"].read_at - NIGHT_BEFORE == timedelta(days=1)  # type: ignore[operator]
