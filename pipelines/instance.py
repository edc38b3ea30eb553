"""The Dagster instance: its home, its settings, and no telemetry."""

import os
from pathlib import Path

import dagster as dg

SETTINGS = Path(__file__).parent / "dagster.yaml"


def dagster_home() -> Path:
    """$DAGSTER_HOME, else `.dagster` here; made with our settings when it has none."""
    home = Path(os.environ.get("DAGSTER_HOME", ".dagster")).resolve()
    home.mkdir(parents=True, exist_ok=True)
    settings = home / "dagster.yaml"
    if not settings.exists():
        settings.write_text(SETTINGS.read_text(encoding="utf-8"), encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(home)
    return home


def open_instance() -> dg.DagsterInstance:
    dagster_home()
    return dg.DagsterInstance.get()
