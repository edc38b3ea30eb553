"""The command line in this process, in a folder with a small configuration."""

from collections.abc import Callable
from pathlib import Path

import pytest

from pipelines.cli import main

CONFIG = """
organisation: {zh: 甲, en: A}
policy: policy
evidence: evidence
clock: {as_of: 2026-03-16T23:00:00}
stores: [{name: lake, kind: parquet, url: lake}]
"""
Quanyi = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command line runs; holds quanyi.yaml and an empty policy folder."""
    (tmp_path / "quanyi.yaml").write_text(CONFIG, encoding="utf-8")
    (tmp_path / "policy").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("QUANYI_CONFIG", raising=False)
    monkeypatch.setenv("COLUMNS", "200")
    return tmp_path


@pytest.fixture
def quanyi(folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Quanyi:
    """`quanyi("checks", language="zh")` → exit code, standard output, standard error."""

    def call(*arguments: str, language: str = "en") -> tuple[int, str, str]:
        monkeypatch.setenv("QUANYI_LANG", language)
        monkeypatch.setattr("sys.argv", ["quanyi", *arguments])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = capsys.readouterr()
        return int(ended.value.code or 0), out, err

    return call
