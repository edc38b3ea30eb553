from pathlib import Path

import pytest

from policy.bundle import Policy
from policy.errors import PolicyError

DORMANCY = """
dormancy: {version: '1', idle_days: 365, notice_days: 30, freeze_days: 60, deletion_days: 180, source: ours}
"""


def test_an_edit_of_any_file_changes_the_hash(tmp_path: Path) -> None:
    packaged = Policy().hash
    (tmp_path / "accounts.yaml").write_text(DORMANCY)
    first = Policy(tmp_path).hash
    (tmp_path / "accounts.yaml").write_text(DORMANCY.replace("365", "366"))
    edited = Policy(tmp_path).hash
    (tmp_path / "duties").mkdir()
    (tmp_path / "duties" / "extra.yaml").write_text("duty: extra")
    assert len({packaged, first, edited, Policy(tmp_path).hash}) == 4


def test_the_same_files_have_the_same_hash_wherever_they_lie(tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "accounts.yaml").write_text(DORMANCY)
    assert Policy(tmp_path / "a").hash == Policy(tmp_path / "b").hash


def test_an_organisations_file_replaces_the_packaged_one_of_its_name(tmp_path: Path) -> None:
    (tmp_path / "offenders.yaml").write_text("keep_days: 7")
    assert Policy(tmp_path).offenders.keep_days == 7
    assert Policy(tmp_path).complaints == Policy().complaints


def test_a_part_that_is_not_written_is_absent_and_not_empty() -> None:
    policy = Policy()
    assert (policy.accounts.dormancy, policy.role_matrix, policy.retention, policy.evidence) == (None,) * 4


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("accounts.yaml", "dormancy: {version: '1', idle_days: soon}", "accounts.yaml: dormancy.idle_days"),
        ("accounts.yaml", "dormancy: [", "is not valid YAML"),
        ("pii_catalog.yaml", "columns: [{store: app}]", "pii_catalog.yaml: columns.0"),
        ("role_matrix.yaml", "grants: []\nextra: 1", "unknown key extra"),
    ],
)
def test_a_malformed_file_is_named_before_any_work(tmp_path: Path, name: str, text: str, says: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(PolicyError) as error:
        Policy(tmp_path).validate()
    assert says in error.value.line("en") and "\n" not in error.value.line("zh")
