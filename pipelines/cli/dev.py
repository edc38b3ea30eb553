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
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    if workspace.config.demo:
        from demo.platform import ensure_running

        ensure_running(workspace.config_path.parent)
    dagster_home()
    environment = {**os.environ, "QUANYI_CONFIG": str(workspace.config_path)}
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
