"""A run of a small organisation, with a real warehouse and control store and nothing in them."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime, time, timedelta
from pathlib import Path

import pytest

from assets.run import Run
from warehouse.control import CheckResult, ControlStore, Outcome
from warehouse.database import open_warehouse
from warehouse.workspace import Workspace

CONFIG = """
organisation: {zh: 甲, en: A}
policy: policy
evidence: evidence
stores: [{name: lake, kind: parquet, url: lake}]
"""
TODAY = date(2026, 3, 16)


@pytest.fixture
def run(tmp_path: Path) -> Iterator[Run]:
    (tmp_path / "quanyi.yaml").write_text(CONFIG, encoding="utf-8")
    for folder in ("policy", "evidence", "lake"):
        (tmp_path / folder).mkdir()
    workspace = Workspace.open(tmp_path / "quanyi.yaml")
    with open_warehouse(workspace.warehouse_path) as warehouse:
        control = ControlStore(workspace.control_path)
        as_of = datetime.combine(TODAY, time(23))
        yield Run(workspace, "today", as_of, warehouse, control, ExitStack())


@pytest.fixture
def judge(run: Run) -> Callable[..., None]:
    """Store that a check had this outcome so many days ago, under this policy."""

    def store(check: str, outcome: Outcome, *, days_ago: int = 0, policy_hash: str | None = None) -> None:
        as_of = run.as_of - timedelta(days=days_ago)
        run_id = "today" if days_ago == 0 else f"{days_ago} days ago"
        rules = policy_hash or run.policy_hash
        run.control.add_results([CheckResult(run_id, as_of, check, rules, outcome, 10, 2, 0, {}, None)])

    return store


@pytest.fixture
def waive(run: Run) -> Callable[[str, date], None]:
    """Grant a waiver for a check until a day; to be called before policy is first read."""

    def grant(check: str, until: date) -> None:
        path = run.workspace.config.policy / "waivers.yaml"  # type: ignore[operator]
        text = path.read_text(encoding="utf-8") if path.exists() else "waivers:\n"
        path.write_text(
            f"{text}  - {{check: {check}, owner: 客服中心, reason: {{zh: 迁移, en: moving}}, "
            f"granted_at: {until - timedelta(days=60)}, expires_at: {until}}}\n",
            encoding="utf-8",
        )

    return grant
