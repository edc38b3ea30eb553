from datetime import datetime
from pathlib import Path

import pytest

from policy.errors import ConfigError, UsageError
from privacy.stores.config import mask_url
from warehouse.config import load_config
from warehouse.workspace import Workspace

GOOD = """
organisation: {zh: 示例, en: Sample}
stores:
  - {name: app, kind: postgresql, url: "postgresql://reader:${APP_PASSWORD}@db/app"}
  - {name: lake, kind: parquet, url: lake}
"""


def write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "quanyi.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_secrets_come_from_the_environment_and_paths_from_the_files_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("APP_PASSWORD", "s3cret")
    config = load_config(write(tmp_path, GOOD))
    assert config.stores[0].url == "postgresql://reader:s3cret@db/app"
    assert config.stores[1].url == str(tmp_path / "lake")
    assert config.stores[0].masked_url == "postgresql://reader:***@db/app"
    assert "s3cret" not in repr(config)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (GOOD.replace("organisation", "organization"), "organization"),
        (GOOD + "colour: red\n", "unknown key colour"),
        (GOOD.replace("kind: parquet", "kind: oracle"), "stores.1.kind"),
        (GOOD.replace("name: lake", "name: app"), "two stores are named"),
        (GOOD.replace("name: lake", "name: entities"), "taken by the warehouse"),
        ("organisation: [", "not valid YAML"),
        (GOOD, "APP_PASSWORD"),
    ],
)
def test_a_wrong_file_gets_one_line_with_the_remedy(tmp_path, monkeypatch, text: str, says: str) -> None:
    monkeypatch.delenv("APP_PASSWORD", raising=False)
    with pytest.raises(ConfigError) as error:
        load_config(write(tmp_path, text))
    assert error.value.exit_code == 64
    assert says in error.value.line("en") and "\n" not in error.value.line("en")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:p@h:5432/d", "postgresql://u:***@h:5432/d"),
        ("postgresql://u@h/d?password=p&x=1", "postgresql://u@h/d?password=***&x=1"),
        ("host=h password=p user=u", "host=h password=*** user=u"),
        ("lake/files", "lake/files"),
    ],
)
def test_addresses_are_shown_without_secrets(url: str, shown: str) -> None:
    assert mask_url(url) == shown


def test_two_configurations_never_share_a_data_folder(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("APP_PASSWORD", "x")
    (tmp_path / ".data").mkdir()
    first = Workspace.open(write(tmp_path, GOOD))
    first.claim_data_dir()
    first.claim_data_dir()
    other = tmp_path / "demo.yaml"
    other.write_text(GOOD, encoding="utf-8")
    with pytest.raises(ConfigError, match="belongs to another configuration"):
        Workspace.open(other).claim_data_dir()


def test_as_of_is_the_end_of_a_day_or_an_exact_moment(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("APP_PASSWORD", "x")
    workspace = Workspace.open(write(tmp_path, GOOD + "clock: {as_of: 2026-03-16T23:00:00}\n"))
    assert workspace.as_of() == datetime(2026, 3, 16, 23)
    assert workspace.as_of("2026-03-10") == datetime(2026, 3, 10, 23, 59, 59)
    assert workspace.as_of("2026-03-10T08:00") == datetime(2026, 3, 10, 8)
    assert workspace.as_of("2026-03-10T00:00Z") == datetime(2026, 3, 10, 8)
    with pytest.raises(UsageError, match="no date"):
        workspace.as_of("next week")
