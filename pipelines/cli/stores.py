"""`quanyi stores`: which stores are configured, and what the last run saw in them."""

from pathlib import Path

import click

from pipelines.cli.options import config_option, format_option


@click.command()
@config_option
@format_option
@click.option("--reveal", is_flag=True, help="Show addresses with their secrets.")
def stores(config_path: Path | None, output_format: str, reveal: bool) -> None:
    """Show the configured stores; secrets in addresses are masked unless revealed."""
    from pipelines.cli.output import print_json, print_table
    from policy.text import Text
    from warehouse.control import ControlStore
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    rows = [
        {"name": store.name, "kind": store.kind, "url": store.url if reveal else store.masked_url}
        for store in workspace.config.stores
    ]
    if output_format == "json":
        print_json(rows)
        return
    catalogs = ControlStore(workspace.control_path).latest_catalogs(1)
    tables = catalogs[0].tables if catalogs else ()
    print_table(
        Text(zh="已配置的存储", en="Configured stores"),
        [
            Text(zh="名称", en="name"),
            Text(zh="种类", en="kind"),
            Text(zh="地址", en="address"),
            Text(zh="表（上次所见）", en="tables last seen"),
            Text(zh="行", en="rows"),
        ],
        [
            [
                row["name"],
                row["kind"],
                row["url"],
                f"{sum(table.store == row['name'] for table in tables):,}",
                f"{sum(table.row_count or 0 for table in tables if table.store == row['name']):,}",
            ]
            for row in rows
        ],
    )
