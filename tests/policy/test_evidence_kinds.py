"""The packaged kinds of evidence fit the checks, and what a document must say is held against its entry."""

from pathlib import Path

import pytest

from policy.bundle import Policy
from policy.evidence_kinds import EvidenceKind, EvidenceKinds

POLICY = Policy()
KINDS = POLICY.evidence_kinds.kinds
CHECKS = {check.id: check for check in POLICY.checks}


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.kind)
def test_each_kind_is_asked_for_by_a_check_that_reads_it(kind: EvidenceKind) -> None:
    assert "evidence_kinds" in CHECKS[kind.check].entities


def test_each_check_of_documents_asks_for_a_kind() -> None:
    asking = {kind.check for kind in KINDS}
    assert {check.id for check in CHECKS.values() if "evidence_kinds" in check.entities} == asking
    shared = {kind.per for kind in KINDS if "documents_on_file" in (CHECKS[kind.check].query or "")}
    assert shared == {"organisation"}, "the shared query judges one item for the whole organisation"


def test_titles_owners_and_points_are_in_both_languages() -> None:
    for kind in KINDS:
        for text in (kind.title, kind.owner, kind.accept, *(point.text for point in kind.covers)):
            assert text.zh.strip() and text.en.strip() and text.zh != text.en, kind.kind


def test_every_point_of_a_kind_must_be_covered() -> None:
    kinds = POLICY.evidence_kinds
    five = ("power", "fire", "damp", "magnetism", "rodents")
    assert not kinds.missing_points("room_inspection", five)
    assert not kinds.missing_points("room_inspection", (*five, "lifts"))
    assert kinds.missing_points("room_inspection", five[:4])
    assert not kinds.missing_points("unheard_of", ())


def test_a_kind_is_given_once() -> None:
    with pytest.raises(ValueError, match="kind privacy_policy is given twice"):
        EvidenceKinds(kinds=(KINDS[0], KINDS[0]))


def test_the_guide_counts_kinds_and_the_clauses_they_answer() -> None:
    clauses = [clause for document in POLICY.documents for clause in document.clauses]
    attested = [clause for clause in clauses if clause.verification == "evidence"]
    answered = sum(clause.check in {kind.check for kind in KINDS} for clause in attested)
    docs = Path(__file__).parents[2] / "docs"
    english, chinese = ((docs / name).read_text("utf-8") for name in ("proof.md", "proof.zh-CN.md"))
    assert f"Of the {len(attested)} clauses that need attestation, {answered} are" in english
    assert f"须举证的 {len(attested)} 条中，{answered} 条由" in chinese
    assert f"{len(KINDS)} kinds." in english and f"共 {len(KINDS)} 类。" in chinese
