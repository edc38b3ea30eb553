"""Where a small organisation's plan is carried out and killed; compares with an execution that was not."""

import json
import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from policy.errors import ApprovalError
from privacy.erasure.certificate import INTERIM
from privacy.evidence.keys import FIRST_KEY_FILE
from privacy.evidence.verify import verify_ledger
from warehouse.erasure.approving import usable_approval
from warehouse.erasure.desk import open_desk
from warehouse.workspace import Workspace


class OfficeRounds:
    """Has office.py work on the organisation, and compares with an execution that was not interrupted."""

    def __init__(self, root: Path, module: Any, server: Any) -> None:
        self.module = module
        self.server = server
        self.folder = root / "office"
        self.template = root / "template"
        self.plan = module.build(self.folder)
        self.original = module.content(self.folder)
        shutil.copytree(self.folder, self.template)
        # The first round pays for what later ones find warm.
        for _ in range(2):
            self.build()
            started = time.perf_counter()
            assert self.work() == "0"
            self.seconds = time.perf_counter() - started
        self.erased = module.content(self.folder)
        self.certificate = self.check_proof("uninterrupted")

    def build(self) -> None:
        """At the same place, so that everything but the moment of the kill is equal."""
        shutil.rmtree(self.folder)
        shutil.copytree(self.template, self.folder)

    def work(self, action: str = "execute", **job: Any) -> str:
        return self.server.work(folder=str(self.folder), plan=self.plan, action=action, **job)

    def check_ended(self, when: object) -> None:
        assert self.module.content(self.folder) == self.erased, when
        assert self.check_proof(when) == self.certificate, when

    def check_proof(self, when: object) -> dict[str, Any]:
        """The interim certificate, once all around it holds."""
        workspace = Workspace.open(self.folder / "quanyi.yaml")
        with open_desk(workspace, workspace.as_of()) as desk:
            [(execution, _, state)] = desk.records.executions()
            assert state == "done", when
            with pytest.raises(ApprovalError, match="is not approved"):
                usable_approval(desk, desk.records.plan(self.plan))
            known = desk.records.certificate(execution, INTERIM)
            assert known is not None, when
            assert desk.suppression.size() == 5, when
        with closing(sqlite3.connect(workspace.control_path)) as control:
            used = control.execute("SELECT execution_id FROM erasure_approvals_used").fetchall()
        assert used == [(execution,)], when
        head, certificate = known
        report = verify_ledger(workspace.ledger_dir, workspace.ledger_keys_dir / FIRST_KEY_FILE, [head])
        assert report.ok, (when, report.problems)
        # Killed after sealing and before noting it, they are sealed again, word for word.
        for kind in ("erasure_started", INTERIM):
            assert set(self.sealed(workspace, kind)) == {execution}, (when, kind)
        return certificate

    def check_undone(self, when: object) -> None:
        assert self.module.content(self.folder) == self.original, when
        workspace = Workspace.open(self.folder / "quanyi.yaml")
        with open_desk(workspace, workspace.as_of()) as desk:
            [(execution, _, state)] = desk.records.executions()
            assert (state, desk.suppression.size()) == ("undone", 0), when
            assert not desk.folder(execution).key_path.exists(), when
        report = verify_ledger(workspace.ledger_dir, workspace.ledger_keys_dir / FIRST_KEY_FILE)
        assert report.ok, (when, report.problems)
        assert set(self.sealed(workspace, "erasure_undone")) == {execution}, when

    def sealed(self, workspace: Workspace, kind: str) -> list[str]:
        """The executions that the ledger's events of this kind speak of."""
        events = [
            json.loads(line)
            for path in sorted(workspace.ledger_dir.glob("*.jsonl"))
            for line in path.read_text(encoding="utf-8").splitlines()
        ]
        return [event["execution"] for event in events if event.get("kind") == kind]
