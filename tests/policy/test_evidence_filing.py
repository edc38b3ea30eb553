import os
from datetime import date
from pathlib import Path

import pytest

from policy import evidence_filing
from policy.errors import UsageError
from policy.evidence import EvidenceItem, read_evidence
from policy.evidence_filing import file_evidence
from policy.text import Text

TODAY = date(2026, 3, 16)


def item(**changes: object) -> EvidenceItem:
    values = {
        "id": "rules", "kind": "pi_management_rules", "title": Text(zh="管理制度", en="Rules"),
        "owner": "法务部", "approved_at": date(2026, 3, 1), "review_due": date(2027, 3, 1), **changes,
    }  # fmt: skip
    return EvidenceItem.model_validate(values)


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "制度 v2.PDF"
    path.write_bytes(b"%PDF-1.7 rules")
    return path


def test_what_is_filed_is_read_back_intact(tmp_path: Path, source: Path) -> None:
    folder = tmp_path / "new" / "evidence"
    filed = file_evidence(folder, source, item(), TODAY)
    assert read_evidence(folder) == ((filed, "intact"),)
    assert filed.file == "rules.pdf" and (folder / "rules.pdf").read_bytes() == source.read_bytes()
    assert sorted(os.listdir(folder)) == ["rules.pdf", "rules.yaml"], "nothing is left beside them"
    assert "管理制度" in (folder / "rules.yaml").read_text("utf-8")


def test_nothing_is_ever_replaced(tmp_path: Path, source: Path) -> None:
    folder = tmp_path / "evidence"
    file_evidence(folder, source, item(), TODAY)
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    other = tmp_path / "other.md"
    other.write_text("another", encoding="utf-8")
    with pytest.raises(UsageError, match=r"rules\.yaml exists already.*--id"):
        file_evidence(folder, other, item(), TODAY)
    (folder / "rules.yaml").unlink()
    with pytest.raises(UsageError, match=r"rules\.pdf exists already"):
        file_evidence(folder, source, item(), TODAY)
    del before["rules.yaml"]
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_an_entry_that_came_meanwhile_stays_and_no_document_is_left(
    tmp_path: Path, source: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "evidence"
    appear = evidence_filing._appear

    def somebody_was_faster(waiting: Path, place: Path) -> None:
        if place.suffix == ".yaml":
            place.write_text("theirs", encoding="utf-8")
        appear(waiting, place)

    monkeypatch.setattr(evidence_filing, "_appear", somebody_was_faster)
    with pytest.raises(UsageError, match="exists already"):
        file_evidence(folder, source, item(), TODAY)
    assert {path.name: path.read_text("utf-8") for path in folder.iterdir()} == {"rules.yaml": "theirs"}


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"review_due": date(2026, 3, 1)}, "not after the approval"),
        ({"review_due": date(2026, 2, 1)}, "not after the approval"),
        ({"approved_at": date(2026, 3, 17)}, "lies after today"),
    ],
)
def test_wrong_dates_are_refused(
    tmp_path: Path, source: Path, changes: dict[str, date], complaint: str
) -> None:
    with pytest.raises(UsageError, match=complaint):
        file_evidence(tmp_path / "evidence", source, item(**changes), TODAY)
    assert not (tmp_path / "evidence").exists()


@pytest.mark.parametrize(
    ("name", "content", "id", "complaint"),
    [
        ("absent.md", None, "rules", "There is no file"),
        ("empty.md", "", "rules", "is empty"),
        ("rules.YAML", "a: 1", "rules", r"would end in \.yaml"),
        ("rules", "text", "rules.yaml", r"would end in \.yaml"),
    ],
)
def test_a_document_that_cannot_be_evidence_is_refused(
    tmp_path: Path, name: str, content: str | None, id: str, complaint: str
) -> None:
    if content is not None:
        (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=complaint):
        file_evidence(tmp_path / "evidence", tmp_path / name, item(id=id), TODAY)
    assert not (tmp_path / "evidence").exists()
