import hashlib
from datetime import date
from pathlib import Path

import pytest

from policy.errors import PolicyError
from policy.evidence import EvidenceItem, FileState, read_evidence
from policy.text import Text

TODAY = date(2026, 3, 16)
ENTRY = """
id: {id}
kind: privacy_policy
title: {{zh: 隐私政策, en: Privacy policy}}
owner: 法务部
approved_at: 2025-09-01
review_due: 2026-09-01
file: {file}
sha256: {sha256}
"""


def item(approved_at: date | None, review_due: date | None) -> EvidenceItem:
    return EvidenceItem(
        id="a", kind="b", title=Text(zh="甲", en="A"), owner="c", approved_at=approved_at,
        review_due=review_due, file="a.md", sha256="0",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("file_state", "approved_at", "review_due", "state"),
    [
        ("intact", date(2025, 9, 1), date(2026, 9, 1), "valid"),
        ("intact", date(2025, 9, 1), date(2026, 4, 15), "expiring"),
        ("intact", date(2025, 9, 1), date(2026, 3, 16), "expiring"),
        ("intact", date(2025, 9, 1), date(2026, 3, 15), "expired"),
        ("intact", None, date(2026, 9, 1), "undated"),
        ("intact", date(2025, 9, 1), None, "undated"),
        ("intact", date(2026, 3, 17), date(2026, 9, 1), "undated"),
        ("altered", date(2025, 9, 1), date(2026, 9, 1), "altered"),
        ("missing", date(2025, 9, 1), date(2026, 9, 1), "missing"),
        ("none", date(2025, 9, 1), date(2026, 9, 1), "missing"),
        ("missing", None, None, "missing"),
    ],
)
def test_state(file_state: FileState, approved_at: date, review_due: date, state: str) -> None:
    assert item(approved_at, review_due).state(file_state, TODAY, 30) == state


def test_days_left() -> None:
    assert item(None, date(2026, 3, 20)).days_left(TODAY) == 4
    assert item(None, date(2026, 3, 6)).days_left(TODAY) == -10
    assert item(None, None).days_left(TODAY) is None


def write(folder: Path, name: str, text: str, *, sha256: str | None = None, file: str | None = None) -> None:
    (folder / f"{name}.md").write_text(text, encoding="utf-8")
    digest = sha256 or hashlib.sha256(text.encode()).hexdigest()
    entry = ENTRY.format(id=name, file=file or f"{name}.md", sha256=digest)
    (folder / f"{name}.yaml").write_text(entry, encoding="utf-8")


def test_a_file_is_judged_by_its_checksum(tmp_path: Path) -> None:
    write(tmp_path, "kept", "正文")
    write(tmp_path, "changed", "正文", sha256="f" * 64)
    write(tmp_path, "lost", "正文")
    (tmp_path / "lost.md").unlink()
    states = {item.id: state for item, state in read_evidence(tmp_path)}
    assert states == {"kept": "intact", "changed": "altered", "lost": "missing"}


def test_two_items_of_one_id_are_refused(tmp_path: Path) -> None:
    write(tmp_path, "one", "正文")
    (tmp_path / "two.yaml").write_text((tmp_path / "one.yaml").read_text("utf-8"), encoding="utf-8")
    with pytest.raises(PolicyError, match=r"two\.yaml: there is another item of evidence one"):
        read_evidence(tmp_path)


@pytest.mark.parametrize("file", ["../secret.md", "/etc/passwd"])
def test_a_file_outside_the_folder_is_refused(tmp_path: Path, file: str) -> None:
    write(tmp_path, "one", "正文", file=file)
    with pytest.raises(PolicyError, match="inside the evidence folder"):
        read_evidence(tmp_path)


def test_no_folder_is_no_evidence(tmp_path: Path) -> None:
    assert read_evidence(None) == () == read_evidence(tmp_path / "absent")
