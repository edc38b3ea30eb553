import hashlib
import json
from pathlib import Path

import pytest

FILE = [
    "--kind",
    "privacy_policy",
    "--title-zh",
    "隐私政策",
    "--title-en",
    "Privacy policy",
    "--owner",
    "法务部",
]
DATES = ["--date", "2026-03-01", "--expires", "2026-04-01"]


@pytest.fixture
def document(folder: Path) -> Path:
    path = folder / "policy.md"
    path.write_text("正文", encoding="utf-8")
    return path


def test_what_is_added_is_listed_with_its_state(quanyi, folder: Path, document: Path) -> None:
    digest = hashlib.sha256(document.read_bytes()).hexdigest()
    code, out, err = quanyi("evidence", "add", str(document), *FILE, *DATES)
    assert (code, err) == (0, "") and digest in out and "16 days left" in out
    code, out, _ = quanyi("evidence", "list", "--format", "json")
    assert code == 0 and json.loads(out) == [
        {
            "id": "privacy-policy-2026-03-01", "kind": "privacy_policy", "title_zh": "隐私政策",
            "title_en": "Privacy policy", "owner": "法务部", "approved_at": "2026-03-01",
            "review_due": "2026-04-01", "state": "expiring", "days_left": 16, "sha256": digest,
        }
    ]  # fmt: skip
    (folder / "evidence" / "privacy-policy-2026-03-01.md").write_text("别的", encoding="utf-8")
    assert json.loads(quanyi("evidence", "list", "--format", "json")[1])[0]["state"] == "altered"
    (folder / "evidence" / "privacy-policy-2026-03-01.md").unlink()
    assert json.loads(quanyi("evidence", "list", "--format", "json")[1])[0]["state"] == "missing"


def test_the_warning_period_is_policy(quanyi, folder: Path, document: Path) -> None:
    quanyi("evidence", "add", str(document), *FILE, *DATES)
    (folder / "policy" / "expiry.yaml").write_text("warn_days: 15\n")
    assert json.loads(quanyi("evidence", "list", "--format", "json")[1])[0]["state"] == "valid"


def test_the_table_is_headed_and_written_in_the_language(quanyi, document: Path) -> None:
    quanyi("evidence", "add", str(document), *FILE, *DATES, "--id", "pp")
    rows = quanyi("evidence", "list")[1].splitlines()
    assert rows[1].split() == ["id", "state", "days", "expires", "title", "and", "owner"]
    assert rows[2].split() == ["pp", "expiring", "16", "2026-04-01", "Privacy", "policy", "(法务部)"]
    assert "隐私政策（法务部）" in quanyi("evidence", "list", language="zh")[1]


def test_an_id_is_filed_once(quanyi, document: Path) -> None:
    quanyi("evidence", "add", str(document), *FILE, *DATES, "--id", "pp")
    code, out, err = quanyi("evidence", "add", str(document), *FILE, *DATES, "--id", "pp")
    assert (code, out) == (64, "") and err.count("\n") == 1 and "pp.md exists already" in err


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (
            ["policy.md", *FILE, "--date", "yesterday", "--expires", "2026-04-01"],
            "--date 'yesterday' is no date",
        ),
        (["policy.md", *FILE, "--date", "2026-03-01", "--expires", "soon"], "--expires 'soon' is no date"),
        (["policy.md", *FILE, "--date", "2026-03-01", "--expires", "2026-02-01"], "not after the approval"),
        (
            ["policy.md", *FILE, "--date", "2026-03-17", "--expires", "2026-04-01"],
            "lies after today (2026-03-16)",
        ),
        (["absent.md", *FILE, *DATES], "There is no file absent.md"),
        (["policy.md", *FILE, *DATES, "--id", "../x"], "--id '../x' is not well formed"),
        (["policy.md", *FILE, *DATES, "--kind", "Privacy policy"], "--kind 'Privacy policy' is not well"),
        (["policy.md", *FILE, *DATES, "--owner", " "], "--owner is empty"),
        (["policy.md", *FILE], "Missing option '--date'. Try: quanyi evidence add --help"),
    ],
)
def test_a_mistake_gets_one_line_and_files_nothing(
    quanyi, folder: Path, document: Path, arguments: list[str], says: str
) -> None:
    code, out, err = quanyi("evidence", "add", *arguments)
    assert (code, out) == (64, "") and says in err and err.count("\n") == 1
    assert not (folder / "evidence").exists()


@pytest.mark.parametrize("command", [["list"], ["add", "policy.md", *FILE, *DATES]])
def test_without_an_evidence_folder_the_remedy_is_told(
    quanyi, folder: Path, document: Path, command: list[str]
) -> None:
    config = folder / "quanyi.yaml"
    config.write_text(config.read_text("utf-8").replace("evidence: evidence\n", ""), encoding="utf-8")
    code, _, err = quanyi("evidence", *command)
    assert code == 64 and "names no folder for evidence. Add the line `evidence: evidence`." in err
    assert "请加上一行 evidence: evidence。" in quanyi("evidence", *command, language="zh")[2]


def test_templates_are_written_once_filled_in_and_approved(quanyi, folder: Path) -> None:
    code, out, err = quanyi("evidence", "init")
    assert (code, err) == (0, "") and "Wrote 44 templates" in out and "102 clauses" in out
    listed = json.loads(quanyi("evidence", "list", "--format", "json")[1])
    assert {each["state"] for each in listed} == {"template"}
    assert "写了 0 份模板，44 类已有材料" in quanyi("evidence", "init", language="zh")[1]
    code, _, err = quanyi("evidence", "approve", "refund-policy", "--date", "2026-03-01")
    assert code == 64 and "not filled in yet" in err
    (folder / "evidence" / "refund-policy.md").write_text("三日内退款", encoding="utf-8")
    code, _, err = quanyi("evidence", "approve", "refund-policy", "--date", "2026-03-17")
    assert code == 64 and "lies after today" in err
    code, out, _ = quanyi("evidence", "approve", "refund-policy", "--date", "2026-03-01")
    assert code == 0 and "holds until 2027-03-16" in out
    listed = json.loads(quanyi("evidence", "list", "--format", "json")[1])
    assert {each["id"]: each["state"] for each in listed}["refund-policy"] == "valid"


def test_points_subjects_and_approver_are_filed(quanyi, folder: Path, document: Path) -> None:
    extra = ["--approved-by", "董事会", "--covers", "power", "--covers", "fire", "--subject", "2026-02"]
    assert quanyi("evidence", "add", str(document), *FILE, *DATES, "--id", "pp", *extra)[0] == 0
    entry = (folder / "evidence" / "pp.yaml").read_text("utf-8")
    assert "approved_by: 董事会" in entry and "- power\n- fire" in entry and "- 2026-02" in entry
    code, _, err = quanyi("evidence", "add", str(document), *FILE, *DATES, "--id", "p2", "--covers", "A B")
    assert code == 64 and "--covers 'A B' is not well formed" in err
