from collections.abc import Callable
from datetime import date, timedelta

from assets.page_data.records import check_records
from assets.run import Run
from dashboard.data import CheckRecord, DayOutcome

CHECK = "dsr.dsr_access_rectify_erase"
ATTESTED = "evidence_vault.personal_info_governance"
ITEM = """
id: {id}
kind: {kind}
title: {{zh: 制度, en: Rules}}
owner: 法务部
approved_at: {approved}
review_due: 2027-01-01
file: rules.md
sha256: {sha}
template: {template}
"""


def records(run: Run) -> dict[str, CheckRecord]:
    return {record.id: record for record in check_records(run)}


def test_every_declared_check_has_a_record_and_a_planned_one_its_rule(run: Run) -> None:
    found = records(run)
    policy = run.workspace.policy
    assert found.keys() == {check.id for duty in policy.duties for check in duty.declared}
    assert found[CHECK].rule is None and found[CHECK].breach_when and "dsr_requests" in found[CHECK].sources


def test_the_last_fourteen_days_hold_each_days_last_outcome(run: Run, judge: Callable[..., None]) -> None:
    judge(CHECK, "violation", days_ago=14)
    judge(CHECK, "gap", days_ago=13)
    judge(CHECK, "pass", days_ago=2)
    judge(CHECK, "gap")
    judge(CHECK, "violation")
    judge(CHECK, "pass", days_ago=-1)
    days = records(run)[CHECK].days
    today = date(2026, 3, 16)
    assert [day.day for day in days] == [today - timedelta(days=back) for back in range(13, -1, -1)]
    assert [day for day in days if day.outcome] == [
        DayOutcome(date(2026, 3, 3), "gap"),
        DayOutcome(date(2026, 3, 14), "pass"),
        DayOutcome(today, "violation"),
    ]


def test_documents_of_the_kinds_that_a_check_asks_for_stand_newest_first(run: Run) -> None:
    evidence = run.workspace.config.evidence
    assert evidence is not None
    (evidence / "rules.md").write_text("x", encoding="utf-8")
    sha = "2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881"
    kinds = [kind.kind for kind in run.workspace.policy.evidence_kinds.kinds if kind.check == ATTESTED]
    for name, kind, approved, template in (
        ("old", kinds[0], "2024-01-01", "false"), ("new", kinds[0], "2026-01-01", "false"),
        ("blank", kinds[0], "2026-02-01", "true"), ("other", "antivirus", "2026-01-01", "false"),
    ):  # fmt: skip
        text = ITEM.format(id=name, kind=kind, approved=approved, sha=sha, template=template)
        (evidence / f"{name}.yaml").write_text(text, encoding="utf-8")
    found = records(run)[ATTESTED].evidence
    assert [(one.id, one.state, one.sha256) for one in found] == [
        ("new", "valid", sha),
        ("old", "valid", sha),
    ]
