"""Templates: what each says, that none replaces a file or counts before it is filled in and approved."""

from datetime import date
from pathlib import Path

import pytest

from policy.bundle import Policy
from policy.errors import UsageError
from policy.evidence import TO_FILL_IN, read_evidence
from policy.evidence_templates import Written, approve_template, write_templates
from warehouse.policy_entities import evidence_items, evidence_subjects

TODAY = date(2026, 3, 16)
POLICY = Policy()


def write(folder: Path) -> Written:
    return write_templates(folder, POLICY.evidence_kinds, POLICY.documents, read_evidence(folder), TODAY)


def fill(folder: Path, item: str) -> None:
    document = folder / f"{item}.md"
    document.write_text(document.read_text("utf-8").replace(TO_FILL_IN, "正文"), encoding="utf-8")


def test_there_is_one_for_each_kind_and_none_is_evidence(tmp_path: Path) -> None:
    written = write(tmp_path)
    assert len(written.ids) == len(POLICY.evidence_kinds.kinds) and written.kept == ()
    assert {state for _, state in read_evidence(tmp_path)} == {"template"}
    policy = Policy(None, tmp_path)
    assert evidence_items(policy) == [] and evidence_subjects(policy) == []
    assert {item.state(state, TODAY, 30) for item, state in read_evidence(tmp_path)} == {"missing"}


def test_it_says_who_until_when_which_clauses_and_what_is_accepted(tmp_path: Path) -> None:
    write(tmp_path)
    items = {item.id: item for item, _ in read_evidence(tmp_path)}
    review = items["tariff-review"]
    assert review.owner == "产品负责人 / Head of product" and review.review_due == date(2027, 3, 16)
    entry = (tmp_path / "tariff-review.yaml").read_text("utf-8")
    assert "telecom-2/2.1a" in entry
    assert "covers: []" in entry and "service_quality, supply_and_demand" in entry
    document = (tmp_path / "tariff-review.md").read_text("utf-8")
    clause = next(each for one in POLICY.documents for each in one.clauses if each.id == "telecom-2/2.1a")
    assert clause.statement.zh in document and clause.statement.en in document
    assert "## 市场供求 / supply and demand" in document and "可接受的证明" in document
    assert "subjects: []" in (tmp_path / "job-description.yaml").read_text("utf-8")


def test_nothing_is_ever_replaced(tmp_path: Path) -> None:
    (tmp_path / "firewall.md").write_text("我的", encoding="utf-8")
    first = write(tmp_path)
    assert "firewall" not in first.ids and first.kept == ("firewall",)
    fill(tmp_path, "antivirus")
    before = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert write(tmp_path).ids == ()
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before


def test_a_kind_on_file_under_another_id_needs_no_template(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "patching.yaml").rename(tmp_path / "march.yaml")
    (tmp_path / "patching.md").rename(tmp_path / "march.md")
    assert "patching" in write(tmp_path).kept


def test_filled_and_approved_it_is_evidence(tmp_path: Path) -> None:
    write(tmp_path)
    fill(tmp_path, "charging-review")
    entry = tmp_path / "charging-review.yaml"
    entry.write_text(
        entry.read_text("utf-8").replace("covers: []", "covers: [service_content, user_needs]"), "utf-8"
    )
    approved = approve_template(tmp_path, "charging-review", date(2026, 3, 1), None, "董事会")
    states = {item.id: (item, state) for item, state in read_evidence(tmp_path)}
    assert states["charging-review"] == (approved, "intact")
    assert (approved.approved_by, approved.review_due) == ("董事会", date(2027, 3, 16))
    (row,) = evidence_items(Policy(None, tmp_path)) or []
    assert (row["approver_named"], row["points_missing"], row["file_state"]) == (True, False, "intact")
    with pytest.raises(UsageError, match="is no template"):
        approve_template(tmp_path, "charging-review", date(2026, 3, 2), None, None)


def test_a_document_that_nobody_filled_in_is_not_approved(tmp_path: Path) -> None:
    write(tmp_path)
    before = (tmp_path / "firewall.yaml").read_bytes()
    with pytest.raises(UsageError, match="not filled in yet"):
        approve_template(tmp_path, "firewall", date(2026, 3, 1), None, None)
    (tmp_path / "firewall.md").write_text("", encoding="utf-8")
    with pytest.raises(UsageError, match="not filled in yet"):
        approve_template(tmp_path, "firewall", date(2026, 3, 1), None, None)
    assert (tmp_path / "firewall.yaml").read_bytes() == before


def test_the_mark_counts_even_when_the_entry_claims_otherwise(tmp_path: Path) -> None:
    write(tmp_path)
    entry = tmp_path / "firewall.yaml"
    entry.write_text(entry.read_text("utf-8").replace("template: true", "approved_at: 2026-03-01"), "utf-8")
    assert dict((item.id, state) for item, state in read_evidence(tmp_path))["firewall"] == "template"


@pytest.mark.parametrize("expires", [date(2026, 3, 1), date(2025, 1, 1)])
def test_it_must_hold_beyond_its_approval(tmp_path: Path, expires: date) -> None:
    write(tmp_path)
    fill(tmp_path, "firewall")
    with pytest.raises(UsageError, match="is not after 2026-03-01"):
        approve_template(tmp_path, "firewall", date(2026, 3, 1), expires, None)


def test_an_unknown_template_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="There is no file"):
        approve_template(tmp_path, "nothing", date(2026, 3, 1), None, None)
