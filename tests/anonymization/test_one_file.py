import csv
import json
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq
import pytest
import yaml
from click.testing import CliRunner

from pipelines.cli.anonymize import anonymize
from policy.anonymization import Rules
from policy.errors import PolicyError, QuanyiError, UsageError
from privacy.anonymization.one_file import anonymize_file

RULES = {
    "subject": "member_no",
    "k": 5,
    "suppression_limit": 0.05,
    "quasi": {"region": "cn_region", "birth_date": "birth_date", "gender": "category"},
    "sensitive": {"spend_band": {"l": 2}},
    "direct": {"member_no": "drop", "mobile": "pseudonym"},
}


@pytest.fixture
def folder(tmp_path: Path, members: pa.Table) -> Path:
    """members.parquet, members.csv and policy.yaml."""
    pq.write_table(members, tmp_path / "members.parquet")
    pyarrow.csv.write_csv(members, tmp_path / "members.csv")
    (tmp_path / "policy.yaml").write_text(yaml.safe_dump(RULES, allow_unicode=True), encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> subprocess.CompletedProcess[str]:
    """The command in a process of its own, as a user would start it."""
    code = "from pipelines.cli import main; main()"
    command = [sys.executable, "-c", code, "anonymize", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)


def test_parquet_and_csv_give_the_same_release(folder: Path) -> None:
    reports = {}
    for kind in ("parquet", "csv"):
        result = run(folder / f"members.{kind}", folder / f"out.{kind}", "--policy", folder / "policy.yaml",
                     "--report", folder / f"{kind}.json", "--key", folder / "keys" / "team.key")  # fmt: skip
        assert result.returncode == 0, result.stderr
        reports[kind] = json.loads((folder / f"{kind}.json").read_text("utf-8"))
        seconds = reports[kind].pop("seconds")
        assert seconds > 0
    assert reports["parquet"] == reports["csv"]
    report = reports["csv"]
    assert report["k"] >= 5 and report["l"]["spend_band"] >= 2 and report["t"] == {}
    assert report["risks"]["prosecutor"] == pytest.approx(1 / report["k"]) and report["subjects"] == 96
    assert 0 < report["ncp"] < 1 and report["label"] == "de_identified" and report["suppressed"] == 0
    with (folder / "out.csv").open(encoding="utf-8", newline="") as file:
        rows = [tuple(row.values()) for row in csv.DictReader(file)]
    assert rows == [tuple(row.values()) for row in pq.read_table(folder / "out.parquet").to_pylist()]
    assert (folder / "keys" / "team.key").stat().st_mode & 0o077 == 0


def test_pseudonyms_without_a_key_file_join_with_nothing(folder: Path, members: pa.Table) -> None:
    runner, made = CliRunner(), []
    for name in ("one", "two"):
        arguments = [str(folder / "members.parquet"), str(folder / f"{name}.parquet")]
        assert runner.invoke(anonymize, [*arguments, "--policy", str(folder / "policy.yaml")]).exit_code == 0
        made.append(set(pq.read_table(folder / f"{name}.parquet")["mobile"].to_pylist()))
    assert not made[0] & made[1] and len(made[0]) == 96


def test_values_that_were_suppressed_are_in_no_byte(folder: Path, members: pa.Table) -> None:
    lonely = members.slice(0, 1).to_pylist()[0] | {"region": "540102", "member_no": "M99999"}
    table = pa.concat_tables([members, pa.Table.from_pylist([lonely], schema=members.schema)])
    rules = RULES | {
        "quasi": {"region": "category", "gender": "category"},
        "direct": {"member_no": "drop", "mobile": "drop", "birth_date": "drop"},
    }
    pq.write_table(table, folder / "lonely.parquet")
    report = anonymize_file(
        folder / "lonely.parquet", folder / "out.parquet", Rules.model_validate(rules), folder
    )
    shown = pq.read_table(folder / "out.parquet", read_dictionary=["region"])["region"].combine_chunks()
    assert report["suppressed"] == 1 and report["levels"]["region"] == 0
    assert (
        "540102" not in shown.dictionary.to_pylist()
        and b"540102" not in (folder / "out.parquet").read_bytes()
    )


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"k": 97}, "no generalisation of these 96 subjects reaches k=97"),
        ({"direct": {"member_no": "drop"}}, "columns mobile are not classified"),
        (
            {"quasi": {"region": "no.csv", "birth_date": "birth_date", "gender": "category"}},
            "no.csv is no use",
        ),
    ],
)
def test_a_refusal_is_one_line_and_leaves_nothing(
    folder: Path, change: dict[str, object], message: str
) -> None:
    (folder / "policy.yaml").write_text(yaml.safe_dump(RULES | change), encoding="utf-8")
    (folder / "out.parquet").write_bytes(b"what was there before")
    before = sorted(path.name for path in folder.iterdir())
    result = run(folder / "members.parquet", folder / "out.parquet", "--policy", folder / "policy.yaml",
                 "--report", folder / "report.json")  # fmt: skip
    assert result.returncode == 64 and result.stdout == ""
    assert message in result.stderr and len(result.stderr.strip().splitlines()) == 1
    assert sorted(path.name for path in folder.iterdir()) == before
    assert (folder / "out.parquet").read_bytes() == b"what was there before"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["none.parquet", "out.parquet", "--policy", "policy.yaml"], "cannot be read as parquet"),
        (["policy.yaml", "out.parquet", "--policy", "policy.yaml"], "no .parquet or .csv"),
        (["members.parquet", "out.xlsx", "--policy", "policy.yaml"], "no .parquet or .csv"),
        (["members.parquet", "none/out.parquet", "--policy", "policy.yaml"], "Cannot write"),
        (["members.parquet", "out.parquet", "--policy", "none.yaml"], "There is no file"),
        (["members.parquet", "members.parquet", "--policy", "policy.yaml"], "TARGET is SOURCE"),
        (["members.parquet", "out.parquet"], "give TARGET and --policy"),
        (["members.parquet", "out.parquet", "--policy", "policy.yaml", "--key", "k.txt"], "must end in .key"),
    ],
)
def test_wrong_usage(folder: Path, monkeypatch, arguments: list[str], message: str) -> None:
    monkeypatch.chdir(folder)
    monkeypatch.setenv("QUANYI_LANG", "en")
    result = CliRunner().invoke(anonymize, arguments)
    shown = result.output
    if isinstance(result.exception, QuanyiError):
        assert isinstance(result.exception, UsageError | PolicyError) and result.exception.exit_code == 64
        shown = str(result.exception)
    assert result.exit_code != 0 and message in shown
    assert not (folder / "out.parquet").exists() and not (folder / "out.xlsx").exists()


def test_local_recoding_and_closeness_on_numbers(folder: Path, members: pa.Table) -> None:
    spent = pa.array([str(number % 7) for number in range(96)])
    pyarrow.csv.write_csv(members.append_column("spent", spent), folder / "spent.csv")
    rules = RULES | {
        "recoding": "local",
        "sensitive": {"spent": {"t": 0.4}},
        "insensitive": {"spend_band": "keep"},
    }
    report = anonymize_file(
        folder / "spent.csv",
        folder / "out.csv",
        Rules.model_validate(rules | {"direct": {"member_no": "drop", "mobile": "drop"}}),
        folder,
    )
    assert report["recoding"] == "local" and report["levels"] == {} and report["t"]["spent"] <= 0.4
    assert report["label"] == "anonymised"


def test_a_proposed_policy_can_be_used(folder: Path) -> None:
    result = CliRunner().invoke(anonymize, [str(folder / "members.parquet"), "--propose"])
    assert result.exit_code == 0, result.output
    proposed = yaml.safe_load(result.output)
    assert proposed["direct"] == {"member_no": "drop", "mobile": "drop"}
    assert proposed["quasi"]["birth_date"] == "birth_date" and proposed["quasi"]["gender"] == "category"
    assert "13800" not in result.output
    Rules.model_validate(proposed)
