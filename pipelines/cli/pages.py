"""`quanyi pages`: where the static pages are."""

import webbrowser
from pathlib import Path

import click

from pipelines.cli.options import config_option


@click.command()
@config_option
@click.option("--open", "open_browser", is_flag=True, help="Open the index in the browser.")
def pages(config_path: Path | None, open_browser: bool) -> None:
    """Print where the pages of the last run are."""
    from policy.errors import UsageError
    from policy.text import Text
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    index = workspace.pages_dir / "index.html"
    if not index.is_file():
        raise UsageError(
            Text(zh="还没有页面", en="There are no pages yet"),
            Text(zh="请先运行 quanyi run。", en="Run `quanyi run` first."),
        )
    for page in [index, *sorted(path for path in workspace.pages_dir.glob("*.html") if path != index)]:
        click.echo(page)
    if open_browser:
        webbrowser.open(index.as_uri())
