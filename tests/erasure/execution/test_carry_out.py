"""Carrying out an organisation's plan: policy's own approvals, and rows that somebody else took away."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner

from pipelines.cli.erasure import erasure
from policy.errors import ApprovalError, UsageError
from privacy.erasure.approval import POLICY
from privacy.erasure.certificate import FINAL, INTERIM
from privacy.erasure.commitments import Receipt
from privacy.erasure.errors import ErasureAlarm, SealedLogError
from privacy.erasure.state import ErasureState
from warehouse.control import ControlStore
from warehouse.erasure.desk import Desk, open_desk
from warehouse.erasure.executing import carry_out
from warehouse.workspace import Workspace

RULES = ["member", "order", "note", "event", "log"]


@contextmanager
def desk_of(folder: Path) -> Iterator[Desk]:
    workspace = Workspace.open(folder / "quanyi.yaml")
    with open_desk(workspace, workspace.as_of()) as desk:
        yield desk


def sealed(folder: Path) -> list[dict[str, Any]]:
    """Every event of the ledger."""
    return [
        json.loads(line)
        for path in sorted((folder / ".data" / "ledger").glob("*.jsonl"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if '"kind"' in line
    ]


def test_a_plan_of_pre_approved_rules_alone_needs_no_officer(tmp_path: Path, office_module: Any) -> None:
    plan = office_module.build(tmp_path / "office", pre_approved=RULES)
    with desk_of(tmp_path / "office") as desk:
        [approval] = desk.records.approvals(plan)
        assert approval.approver == POLICY
        done = carry_out(desk, desk.records.plan(plan), office_module.COLUMNS)
        assert done.state == "done"
        known = desk.records.certificate(done.execution_id, INTERIM)
    assert known is not None and known[1]["approval"]["approver"] == POLICY
    approvals = [event for event in sealed(tmp_path / "office") if event["kind"] == "erasure_approval"]
    assert [event["approver"] for event in approvals] == [POLICY]


def test_a_rule_that_is_not_pre_approved_asks_for_an_officer(tmp_path: Path, office_module: Any) -> None:
    plan = office_module.build(tmp_path / "office", pre_approved=RULES[1:])
    before = office_module.content(tmp_path / "office")
    with desk_of(tmp_path / "office") as desk:
        assert desk.records.approvals(plan) == []
        with pytest.raises(ApprovalError, match="is not approved"):
            carry_out(desk, desk.records.plan(plan), office_module.COLUMNS)
    assert office_module.content(tmp_path / "office") == before


def test_a_pre_approval_taken_back_executes_nothing(tmp_path: Path, office_module: Any) -> None:
    plan = office_module.build(tmp_path / "office", pre_approved=RULES)
    before = office_module.content(tmp_path / "office")
    approvers = tmp_path / "office" / "policy" / "approvers.yaml"
    approvers.write_text(approvers.read_text("utf-8").replace("member, order, ", "member, "), "utf-8")
    with desk_of(tmp_path / "office") as desk, pytest.raises(ApprovalError, match="order"):
        carry_out(desk, desk.records.plan(plan), office_module.COLUMNS)
    assert office_module.content(tmp_path / "office") == before


def test_rows_that_vanished_raise_an_alarm_until_somebody_explains_them(
    tmp_path: Path, office_module: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "office"
    plan = office_module.build(folder)
    add_wave = ErasureState.add_wave

    def add_wave_and_lose(self: ErasureState, *arguments: Any, **named: Any) -> list[int]:
        """The shop's own clean-up takes an order just after it was sealed as due."""
        ids = add_wave(self, *arguments, **named)
        # As the writer opens it: one process has one way to open a file.
        with duckdb.connect(str(folder / "app.duckdb"), config={"temp_directory": ""}) as app:
            app.execute("DELETE FROM orders WHERE id = 0")
        return ids

    with desk_of(folder) as desk, monkeypatch.context() as during:
        during.setattr(ErasureState, "add_wave", add_wave_and_lose)
        with pytest.raises(ErasureAlarm):
            carry_out(desk, desk.records.plan(plan), office_module.COLUMNS)
        [(execution, _, state)] = desk.records.executions()
        assert state == "started" and desk.records.certificate(execution, INTERIM) is None
        # Executing again does not make it right.
        with pytest.raises(ErasureAlarm):
            carry_out(desk, desk.records.plan(plan), office_module.COLUMNS)

    def explain(rows: int, name: str = execution) -> Any:
        return CliRunner().invoke(
            erasure,
            ["explain", name, "--rows", str(rows), "--reason", "the shop's own clean-up",
             "--config", str(folder / "quanyi.yaml")],
        )  # fmt: skip

    assert explain(1, "nothing").exception is not None
    assert explain(0).exit_code == 0
    with desk_of(folder) as desk, pytest.raises(ErasureAlarm):
        carry_out(desk, desk.records.plan(plan), office_module.COLUMNS)
    assert explain(1).exit_code == 0
    with desk_of(folder) as desk:
        assert carry_out(desk, desk.records.plan(plan), office_module.COLUMNS).state == "done"
        known = desk.records.certificate(execution, INTERIM)
    assert known is not None
    rows = {each["rule"]: each["rows"] for each in known[1]["done"]}
    assert rows["order"] == 14, "a certificate counts only what we erased"
    explained = [event for event in sealed(folder) if event["kind"] == "erasure_explained"]
    assert [(event["rows"], event["reason"]) for event in explained] == [
        (0, "the shop's own clean-up"), (1, "the shop's own clean-up"),
    ]  # fmt: skip


def test_the_erasure_page_and_the_receipt_follow_an_execution(tmp_path: Path, office_module: Any) -> None:
    """To the certificate by the command line; whoever asked in time can prove that they are meant."""
    folder = tmp_path / "office"
    plan = office_module.build(folder)
    with desk_of(folder) as desk:
        ControlStore(desk.workspace.control_path).start_run("night", desk.as_of, "policy")
        desk.workspace.pages_dir.mkdir()
        (desk.workspace.pages_dir / "index.html").touch()

    def run(command: str, *arguments: str) -> Any:
        config = ["--config", str(folder / "quanyi.yaml")]
        return CliRunner().invoke(erasure, [command, *arguments, *config], standalone_mode=False)

    def state_on_page(language: str) -> str:
        page = (folder / ".data" / "pages" / f"erasure.{language}.html").read_text("utf-8")
        found = re.search(r'</code> <span class="badge state-(\w+)"', page)
        assert found is not None, "the page lists the execution"
        return found[1]

    assert run("execute", plan).exception is None
    with desk_of(folder) as desk:
        [(execution, _, _)] = desk.records.executions()
    assert [state_on_page(language) for language in ("zh", "en")] == ["done", "done"]
    given = json.loads(run("receipt", execution, "--person", "m3", "--format", "json").output)
    assert given.pop("execution") == execution
    root = given.pop("commitments")
    assert Receipt(**given).root("m3") == root != Receipt(**given).root("m5")
    assert isinstance(run("receipt", execution, "--person", "m2").exception, UsageError), "m2 stays"

    assert run("verify", execution, "--as-of", "2026-04-20").exception is None
    assert state_on_page("en") == "certified"
    [final] = [event for event in sealed(folder) if event["kind"] == FINAL]
    assert final["commitments"] == root
    assert isinstance(run("receipt", execution, "--person", "m3").exception, SealedLogError)
    assert not list((folder / ".data" / "keys").glob(f"*{execution}*"))
