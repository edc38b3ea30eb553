"""`quanyi export`: the published tables for people who work in spreadsheets."""

from pathlib import Path

import click

from pipelines.cli.options import config_option


@click.command()
@click.argument("destination", type=click.Path(path_type=Path))
@click.option("--table", "wanted", multiple=True, metavar="NAME", help="Only this table; may be repeated.")
@config_option
def export(destination: Path, wanted: tuple[str, ...], config_path: Path | None) -> None:
    """Write the published figures to DESTINATION: a workbook NAME.xlsx, or a folder of CSV files.

    Reads what the last run published and nothing else; a run may be going on meanwhile.
    """
    from pipelines.cli.output import say
    from policy.errors import UsageError
    from policy.text import Text
    from warehouse.publishing.exported import read_tables
    from warehouse.workspace import Workspace

    if destination.suffix not in ("", ".xlsx"):
        raise UsageError(
            Text(zh=f"不知道如何写 {destination}", en=f"{destination} is of no kind that can be written"),
            Text(
                zh="请给出以 .xlsx 结尾的文件，或一个文件夹（写 CSV）。",
                en="Give a file that ends in .xlsx, or a folder for CSV files.",
            ),
        )
    tables = read_tables(Workspace.open(config_path).published_path, wanted)
    if destination.suffix:
        from warehouse.publishing.workbook import write_workbook

        write_workbook(tables, destination)
    else:
        from warehouse.publishing.csv_files import write_csv

        write_csv(tables, destination)
    count = len(tables)
    click.echo(say(Text(zh=f"{destination}：{count} 张表", en=f"{destination}: {count} tables")))
