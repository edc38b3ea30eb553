import shutil
from datetime import datetime
from pathlib import Path

import pytest

from pipelines.cli.closing import print_closing
from pipelines.execute import RunReport
from policy.waivers import waivers_in_force
from warehouse.control import CheckResult
from warehouse.workspace import Workspace

AS_OF = datetime(2026, 3, 16, 23)


@pytest.mark.parametrize(
    ("language", "wanted"),
    [
        ("en", ["Waived until 2026-04-10 by [ops] 客服中心: moving", "Its waiver expired on 2026-03-15",
                "violation 2 · cannot tell 0 · pass 0 (1 of the violations waived)"]),
        ("zh", ["豁免至 2026-04-10，由[ops] 客服中心负责：系统迁移", "豁免已于 2026-03-15 失效",
                "违反 2 · 无法判断 0 · 通过 0（违反中 1 项已豁免）"]),
    ],
)  # fmt: skip
def test_the_closing_table_says_who_answers_and_until_when(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    language: str,
    wanted: list[str],
) -> None:
    monkeypatch.setenv("QUANYI_LANG", language)
    shutil.copy(Path(__file__).with_name("waivers.yaml"), folder / "policy" / "waivers.yaml")
    workspace = Workspace.open()
    results = tuple(
        CheckResult("r", AS_OF, check, "h", "violation", 10, 2, 0, {}, None)
        for check in ("dsr.dsr_access_rectify_erase", "pii_scan.lawful_collection")
    )
    waivers = waivers_in_force(workspace.policy.waivers, AS_OF.date())
    print_closing(workspace, RunReport("r", AS_OF, results, waivers))
    out = capsys.readouterr().out
    assert [line for line in wanted if line not in out] == []
