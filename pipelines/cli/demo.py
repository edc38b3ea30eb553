"""`quanyi demo`: build the demo platform, run the whole job on it, show where to look."""

from functools import partial
from pathlib import Path

import click

from assets.progress import ProgressListener
from policy.errors import UsageError
from policy.text import Text

FOLDER = Path(".data/demo")


@click.command()
@click.option("--scale", default=1.0, show_default=True, help="1 means 20 000 users.")
@click.option("--seed", default=7, show_default=True, help="The same seed builds the same platform.")
@click.option("--clean", is_flag=True, help="Plant no violation: everything passes.")
@click.option("--violate", metavar="ID,…", help="Plant violations of exactly these checks.")
@click.option("--stop", is_flag=True, help="Stop the demo's database.")
def demo(scale: float, seed: int, clean: bool, violate: str | None, stop: bool) -> int:
    """Build a consumer platform in a real PostgreSQL and a Parquet lake, and run the whole job on it.

    Exits 0 when the job itself worked, whatever the checks found.
    """
    from demo import platform
    from pipelines.cli.output import progress_bars

    if stop:
        platform.stop(FOLDER)
        return 0
    violations = _violations(clean, violate)
    with progress_bars() as listen:
        config_path = platform.build(
            FOLDER, seed=seed, scale=scale, violations=violations, on_progress=partial(_building, listen)
        )
    from pipelines.cli.closing import print_closing
    from pipelines.execute import execute
    from pipelines.prepare import prepare
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    moment = prepare(workspace, None)
    with progress_bars() as listen:
        report = execute(workspace, group=None, as_of=moment, on_progress=listen)
    print_closing(workspace, report)
    return 0


def _building(listen: ProgressListener, table: str, done: int, total: int) -> None:
    """One bar for the whole platform, whichever table is being written."""
    listen("demo platform", done, total)


def _violations(clean: bool, violate: str | None) -> tuple[str, ...]:
    from demo.platform import DEFAULT_VIOLATIONS

    if clean and violate:
        raise UsageError(
            Text(zh="--clean 与 --violate 不能同时使用", en="--clean and --violate exclude each other"),
            Text(zh="请只保留其中一个。", en="Keep one of them."),
        )
    if clean:
        return ()
    if violate is None:
        return tuple(DEFAULT_VIOLATIONS)
    return tuple(part.strip() for part in violate.split(",") if part.strip())
