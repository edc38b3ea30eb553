import hashlib
from collections.abc import Callable
from datetime import date

import pytest

from assets.page_data.day import officer_day
from assets.run import Run

CHECK = "dsr.dsr_access_rectify_erase"
OTHER = "erasure.erasure_after_cancellation"


def file(run: Run, name: str, kind: str, review_due: str | None, *, sha256: str | None = None) -> None:
    folder = run.workspace.config.evidence
    assert folder is not None
    (folder / f"{name}.md").write_text(name, encoding="utf-8")
    due = f"review_due: {review_due}\n" if review_due else ""
    (folder / f"{name}.yaml").write_text(
        f"id: {name}\nkind: {kind}\ntitle: {{zh: 甲, en: A}}\nowner: 法务部\napproved_at: 2025-03-20\n{due}"
        f"file: {name}.md\nsha256: {sha256 or hashlib.sha256(name.encode()).hexdigest()}\n",
        encoding="utf-8",
    )


def test_the_first_day_has_nothing_to_compare_with(run: Run, judge: Callable[..., None]) -> None:
    judge(CHECK, "pass")
    day = officer_day(run)
    assert (day.compared_with, day.policy_changed, day.expiries) == (None, False, ())
    assert day.warn_days == 30


@pytest.mark.parametrize(("policy_hash", "changed"), [("of other rules", True), (None, False)])
def test_an_edit_of_the_rules_since_the_earlier_day_is_told(
    run: Run, judge: Callable[..., None], policy_hash: str | None, changed: bool
) -> None:
    judge(OTHER, "pass", days_ago=9, policy_hash="of older rules")
    judge(CHECK, "pass", days_ago=2, policy_hash=policy_hash)
    judge(CHECK, "violation", policy_hash="of today")
    day = officer_day(run)
    assert (day.compared_with, day.policy_changed) == (date(2026, 3, 14), changed)


def test_evidence_that_runs_out_or_proves_nothing_is_listed(run: Run) -> None:
    file(run, "holds", "a", "2026-04-16")
    file(run, "last-day-in-window", "b", "2026-04-15")
    file(run, "ran-out", "c", "2026-03-15")
    file(run, "changed", "d", "2026-09-01", sha256="f" * 64)
    file(run, "no-date", "e", None)
    shown = [(item.id, item.kind, item.state, item.days_left) for item in officer_day(run).expiries]
    assert shown == [
        ("changed", "evidence", "altered", 169),
        ("no-date", "evidence", "undated", None),
        ("ran-out", "evidence", "expired", -1),
        ("last-day-in-window", "evidence", "expiring", 30),
    ]


def test_a_document_that_a_later_one_replaced_is_no_longer_a_worry(run: Run) -> None:
    file(run, "policy-2024", "privacy_policy", "2025-12-31")
    file(run, "policy-2025", "privacy_policy", "2026-03-20")
    file(run, "policy-2026", "privacy_policy", "2027-03-01")
    file(run, "procedure", "complaint_procedure", "2025-12-31")
    file(run, "forged", "privacy_policy", "2025-12-31", sha256="f" * 64)
    assert [item.id for item in officer_day(run).expiries] == ["forged", "procedure"]


def test_an_altered_document_replaces_none(run: Run) -> None:
    file(run, "policy-2025", "privacy_policy", "2026-03-20")
    file(run, "policy-2026", "privacy_policy", "2027-03-01", sha256="f" * 64)
    assert [item.id for item in officer_day(run).expiries] == ["policy-2026", "policy-2025"]


def test_waivers_are_listed_when_they_run_out_and_after(run: Run, waive: Callable[[str, date], None]) -> None:
    waive(CHECK, date(2026, 4, 10))
    waive(OTHER, date(2026, 3, 10))
    waive("dsr.account_cancellation_on_request", date(2026, 4, 30))
    shown = [(item.id, item.kind, item.state, item.days_left) for item in officer_day(run).expiries]
    assert shown == [(OTHER, "waiver", "expired", -6), (CHECK, "waiver", "expiring", 25)]
