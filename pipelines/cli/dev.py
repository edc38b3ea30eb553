"""`quanyi dev`: the Dagster UI on this machine."""

import os
import subprocess
import sys
from pathlib import Path

import click

from pipelines.cli.options import config_option


@click.command()
@config_option
@click.option("--port", default=3000, show_default=True, help="Port on the loopback address.")
def dev(config_path: Path | None, port: int) -> int:
    """Start the Dagster UI and its scheduler; stop with Ctrl-C.

    It listens on the loopback address only: whoever reaches it can start runs.
    """
    from pipelines.instance import dagster_home
    from pipelines.prepare import wake_demo
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    wake_demo(workspace)
    dagster_home()
    # Dagster's newer launcher wants a project folder; this one runs from an installed package.
    environment = {
        **os.environ,
        "QUANYI_CONFIG": str(workspace.config_path),
        "PYTHONWARNINGS": "ignore",
    }
    command = [
        sys.executable,
        "-m",
        "dagster",
        "dev",
        "-m",
        "pipelines.definitions",
        "-h",
        "127.0.0.1",
        "-p",
        str(port),
    ]
    try:
        return subprocess.call(command, env=environment)
    except KeyboardInterrupt:
        return 0
