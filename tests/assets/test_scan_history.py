"""Nights of a small lake, through the assets themselves: what is found, what changed, what the check says."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import yaml

from assets import scan_history, scan_verdicts
from assets.scan_history import ScanHistory, latest_history
from pipelines.definitions import build_definitions
from pipelines.jobs import NIGHTLY_JOB
from policy.bundle import PACKAGED
from privacy.detection import verdict
from privacy.detection.verdict_history import Versions, current_versions
from warehouse.workspace import Workspace

CHECK = "pii_security_measures"
KEYS = [
    dg.AssetKey(["catalog"]),
    dg.AssetKey(["pii_findings"]),
    dg.AssetKey(["pii_catalog"]),
    dg.AssetKey(["duty_results", "pii_scan"]),
]
NAMES = [
    f"{family}{given}" for family in "王李张刘陈杨赵黄周吴" for given in ("伟", "娜", "静", "秀英", "建国")
]
PHONES = [f"138{number:08d}" for number in range(13572468, 13572518)]
ENTRY = {"store": "lake", "table": "members", "owner": "用户中心", "protection": "access_control"}
NAME_ENTRY = ENTRY | {"column": "full_name", "pii_type": "PERSON"}
PHONE_ENTRY = ENTRY | {"column": "note", "pii_type": "PHONE_NUMBER"}


@dataclass(frozen=True)
class Night:
    check: dg.AssetCheckEvaluation
    metadata: dict[str, Any]
    history: ScanHistory

    @property
    def changes(self) -> list[tuple[str, str, tuple[str, ...]]]:
        return [(change.kind, change.record.column, change.causes) for change in self.history.changes or []]


@dataclass(frozen=True)
class Lake:
    folder: Path

    def write(self, table: str = "members", **columns: list[str]) -> None:
        pq.write_table(pa.table(columns), self.folder / "lake" / f"{table}.parquet")

    def catalogue(self, *entries: dict[str, str]) -> None:
        self._policy("pii_catalog.yaml", {"columns": list(entries)})

    def override(self, column: str, entity_type: str | None, table: str = "members") -> None:
        packaged = yaml.safe_load((PACKAGED / "pii.yaml").read_text("utf-8"))
        reason = {"zh": "门店热线", "en": "branch hotlines"}
        decision = {"store": "lake", "table": table, "column": column, "entity_type": entity_type}
        self._policy(
            "pii.yaml",
            packaged | {"overrides": [decision | {"reason": reason, "decided_by": "privacy officer"}]},
        )

    def _policy(self, name: str, document: dict[str, Any]) -> None:
        (self.folder / "policy" / name).write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")

    def night(self) -> Night:
        workspace = Workspace.open(self.folder / "quanyi.yaml")
        config = {"config_path": str(workspace.config_path), "as_of": "2026-03-16T23:00:00"}
        job = build_definitions(workspace.policy).resolve_job_def(NIGHTLY_JOB)
        with dg.DagsterInstance.ephemeral() as instance:
            result = job.execute_in_process(
                instance=instance,
                asset_selection=KEYS,
                run_config={"resources": {"quanyi": {"config": config}}},
            )
        check = next(one for one in result.get_asset_check_evaluations() if one.check_name == CHECK)
        findings = result.asset_materializations_for_node("pii_findings")[0]
        history = latest_history(workspace)
        assert history is not None
        return Night(check, {name: value.value for name, value in findings.metadata.items()}, history)


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    for name in ("lake", "policy"):
        (tmp_path / name).mkdir()
    stores = [{"name": "lake", "kind": "parquet", "url": "lake"}]
    document = {"organisation": {"zh": "甲", "en": "A"}, "policy": "policy", "stores": stores}
    (tmp_path / "quanyi.yaml").write_text(yaml.safe_dump(document, allow_unicode=True), "utf-8")
    return Lake(tmp_path)


def outcome(night: Night) -> tuple[bool, dg.AssetCheckSeverity, object]:
    return night.check.passed, night.check.severity, night.check.metadata["breaches"].value


def test_a_new_personal_column_is_a_violation_until_it_is_catalogued_removed_or_decided(lake: Lake) -> None:
    lake.catalogue(NAME_ENTRY)
    lake.write(full_name=NAMES)
    first = lake.night()
    assert first.check.passed and first.history.changes is None
    assert first.metadata["compared with run"] == "no earlier scan"

    lake.write(full_name=NAMES, note=PHONES)
    planted = lake.night()
    assert outcome(planted) == (False, dg.AssetCheckSeverity.ERROR, 1)
    assert planted.changes == [("appeared", "note", ("column_added",))]
    assert "`lake.members.note` | appeared | Phone number" in planted.metadata["what changed and why"]
    assert planted.metadata["changes by cause"] == {"column_added": 1}

    lake.catalogue(NAME_ENTRY, PHONE_ENTRY)
    catalogued = lake.night()
    assert catalogued.check.passed and catalogued.changes == []

    lake.catalogue(NAME_ENTRY)
    assert outcome(lake.night())[2] == 1
    lake.override("note", None)
    decided = lake.night()
    assert decided.check.passed and decided.changes == [("vanished", "note", ("policy",))]
    assert decided.metadata["overrides to review"] == []

    lake.write(full_name=NAMES)
    removed = lake.night()
    assert removed.check.passed and removed.changes == []
    assert removed.metadata["overrides to review"] == [
        "review the decision of privacy officer on lake.members.note: the column no longer exists"
    ]


def test_no_raw_value_is_in_the_metadata_or_the_history(lake: Lake) -> None:
    lake.write(full_name=NAMES, note=PHONES)
    lake.night()
    lake.write(full_name=NAMES, note=["-"] * len(NAMES))
    shown = str(lake.night())
    assert "不再出现" not in shown and "vanished" in shown
    stored = (lake.folder / ".data" / "control.sqlite").read_bytes()
    for value in (*NAMES, *PHONES):
        assert value not in shown and value.encode() not in stored


def test_cleared_values_and_dropped_tables_are_told_apart(lake: Lake) -> None:
    lake.write(full_name=NAMES)
    lake.write("calls", note=PHONES)
    lake.night()
    lake.write(full_name=["-"] * len(NAMES))
    (lake.folder / "lake" / "calls.parquet").unlink()
    assert sorted(lake.night().changes) == [
        ("vanished", "full_name", ("data",)),
        ("vanished", "note", ("table_gone",)),
    ]


def test_changed_rules_are_told_from_changed_data(lake: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    lake.write(full_name=NAMES, note=PHONES)
    lake.night()
    judge = verdict.verdicts
    monkeypatch.setattr(
        verdict,
        "verdicts",
        lambda tally, grades: [one for one in judge(tally, grades) if one.entity_type != "PHONE_NUMBER"],
    )
    newer = Versions("newer", current_versions().rules)
    for module in (scan_history, scan_verdicts):
        monkeypatch.setattr(module, "current_versions", lambda: newer)
    assert lake.night().changes == [("vanished", "note", ("recognizers",))]


def test_a_store_that_does_not_answer_loses_no_finding(lake: Lake) -> None:
    lake.write(full_name=NAMES)
    lake.override("full_name", "PERSON")
    lake.night()
    (lake.folder / "lake").rename(lake.folder / "away")
    missed = lake.night()
    assert missed.changes == [] and missed.metadata["tables carried over, not read"] == ["lake.members"]
    assert [finding.column for finding in missed.history.scan.findings] == ["full_name"]
    assert outcome(missed)[:2] == (False, dg.AssetCheckSeverity.WARN), (
        "a gap: what was not read proves nothing"
    )
    assert [state.status for state in missed.history.overrides] == ["not_read"]
    assert missed.metadata["overrides to review"] == []


def test_a_kind_that_an_officer_names_counts_though_the_scan_finds_nothing(lake: Lake) -> None:
    lake.write(full_name=NAMES, colour=["red", "blue"] * (len(NAMES) // 2))
    lake.catalogue(NAME_ENTRY)
    assert lake.night().check.passed
    lake.override("colour", "WECHAT_ID")
    named = lake.night()
    assert outcome(named)[2] == 1 and named.changes == [("appeared", "colour", ("policy",))]
    (finding,) = (one for one in named.history.scan.findings if one.column == "colour")
    assert (finding.entity_type, finding.found_as, finding.findings) == ("WECHAT_ID", "", 0)
    assert "privacy officer" in finding.why.en
    assert [state.status for state in named.history.overrides] == ["named"]
    assert len(named.metadata["overrides to review"]) == 1


@pytest.mark.parametrize(
    ("table", "column", "status"),
    [
        ("members", "full_name", "in_force"),
        ("members", "colour", "no_finding"),
        ("members", "gone", "column_gone"),
        ("gone", "full_name", "table_gone"),
    ],
)
def test_an_override_that_no_finding_stands_behind_is_reported(
    lake: Lake, table: str, column: str, status: str
) -> None:
    lake.write(full_name=NAMES, colour=["red", "blue"] * (len(NAMES) // 2))
    lake.override(column, None, table)
    night = lake.night()
    assert [state.status for state in night.history.overrides] == [status]
    assert len(night.metadata["overrides to review"]) == (status != "in_force")
