"""`quanyi requests` as a clerk uses it, on the real stores."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.cli import cli
from policy.errors import QuanyiError, UsageError
from privacy.requests.errors import IdentityError

from .conftest import Planted

Quanyi = Callable[..., Any]


@pytest.fixture
def quanyi(
    planted: Planted, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Quanyi:
    """Runs a command with its own data folder; gives its JSON. `subject` goes to standard input."""
    text = (planted.folder / "quanyi.yaml").read_text(encoding="utf-8")
    config = planted.folder / f"{tmp_path.name}.yaml"
    config.write_text(text.replace("data_dir: ..", f"data_dir: {tmp_path / 'data'}"), encoding="utf-8")
    monkeypatch.setenv("QUANYI_CONFIG", str(config))

    def run(*arguments: str, subject: str = "") -> Any:
        monkeypatch.setattr("sys.stdin", io.StringIO(subject))
        cli.main([*arguments, "--format", "json"], standalone_mode=False)
        return json.loads(capsys.readouterr().out)

    return run


def _files(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_nothing_personal_before_identity(quanyi: Quanyi, planted: Planted, tmp_path: Path) -> None:
    out, by = tmp_path / "out", ("--by", "Lin")
    values = tmp_path / "values"
    values.write_text("new value\n", encoding="utf-8")
    place = (
        "--store",
        "app",
        "--table",
        "public.t_member",
        "--column",
        "email",
        "--values-file",
        str(values),
    )
    for kind, step in (
        ("access", ("export", str(out))),
        ("rectify", ("rectify", *place)),
        ("erase", ("fulfil", "--how", "by letter")),
        ("cancel", ("fulfil", "--how", "by letter")),
    ):
        request = quanyi("requests", "receive", kind, "--channel", "app", *by, subject=planted.member)
        assert request["state"] == "received" and request["due_at"] is not None
        name, *rest = step
        with pytest.raises(IdentityError) as refused:
            quanyi("requests", name, request["id"], *rest, *by, subject=planted.member)
        assert refused.value.exit_code == 3 and "verify-identity" in refused.value.remedy.en
        assert refused.value.line("zh") != refused.value.line("en")
        assert quanyi("requests", "show", request["id"]) == request
    assert not out.exists()


def test_from_receipt_to_answer(quanyi: Quanyi, planted: Planted, tmp_path: Path) -> None:
    out, by = tmp_path / "out", ("--by", "Lin")
    request = quanyi("requests", "receive", "access", "--channel", "app", *by, subject=planted.member)
    proof = ("--method", "signed_in", "--evidence", "file 12")
    assert quanyi("requests", "verify-identity", request["id"], *proof, *by)["state"] == "verified"
    with pytest.raises(IdentityError, match="not the person"):
        quanyi("requests", "export", request["id"], str(out), *by, subject="YH00000001x")
    with pytest.raises(UsageError, match="our own data folder"):
        quanyi("requests", "export", request["id"], str(tmp_path / "data" / "x"), *by, subject=planted.member)
    with pytest.raises(UsageError, match="--reason holds personal data"):
        quanyi("requests", "pause", request["id"], "--reason", "电话13800138000没人接", *by)
    written = quanyi("requests", "export", request["id"], str(out), *by, subject=planted.member)
    assert written["rows"] > 0 and (out / request["id"] / "data.html").is_file()
    with pytest.raises(QuanyiError, match="exists already"):
        quanyi("requests", "export", request["id"], str(out), *by, subject=planted.member)
    closed = quanyi("requests", "fulfil", request["id"], "--how", "handed over at the counter", *by)
    assert closed["state"] == "fulfilled" and closed["overdue"] is False
    (listed,) = quanyi("requests", "list", "--reveal")
    assert listed["subject"] == planted.member
    assert quanyi("requests", "list", "--open") == []
    kept = _files(tmp_path / "data")
    for what, value in planted.own.items():
        assert value.encode() not in kept, what


def test_an_incident_and_its_worklist(quanyi: Quanyi, planted: Planted, tmp_path: Path) -> None:
    by = ("--by", "Lin")
    incident = quanyi(
        "breach", "record", "--kind", "leak", "--class", "larger", "--discovered", "2026-03-16T08:00",
        "--description", "an export lay on a public share", *by,
    )  # fmt: skip
    assert incident["duties"][0]["overdue"] is True
    found = quanyi(
        "breach", "affected", incident["id"], "--count", "3", "--subjects-file", "-", *by,
        subject=f"{planted.member}\n",
    )  # fmt: skip
    assert (found["affected"], found["to_be_told"]) == (3, 3)
    report, persons = quanyi("breach", "worklist")
    assert (report["to"], report["overdue"], report["subjects"]) == ("provincial_cac", True, [])
    assert (persons["persons"], persons["overdue"]) == (3, False)
    assert persons["subjects"][0].startswith("k1.")
    assert quanyi("breach", "worklist", "--reveal")[1]["subjects"] == [planted.member]
    told = ("--channel", "message")
    assert (
        quanyi("breach", "notified", incident["id"], "--all", "--further", "2", *told, *by)["to_be_told"] == 0
    )
    quanyi("breach", "reported", incident["id"], "--report", "provincial_cac", "--reference", "file 9", *by)
    assert quanyi("breach", "close", incident["id"], "--measures", "share removed", *by)["closed_at"]
    assert quanyi("breach", "worklist") == [] and len(quanyi("breach", "list")) == 1
    assert planted.member.encode() not in _files(tmp_path / "data")
