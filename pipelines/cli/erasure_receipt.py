"""`quanyi erasure receipt`: what a person keeps as proof that an execution's certificate means them."""

from pathlib import Path

import click

from pipelines.cli.options import config_option, format_option
from policy.text import Text


@click.command()
@click.argument("execution")
@click.option(
    "--person",
    prompt="Number of the person",
    metavar="KEY",
    help="As in the subject table; asked for if left out.",
)
@config_option
@format_option
def receipt(execution: str, person: str, config_path: Path | None, output_format: str) -> None:
    """Print the salt and path with which one person can prove that EXECUTION's certificate means them.

    Only until the final certificate: the secret behind the salts ends with the execution's key. Hand it to
    that person and to nobody else; it is kept nowhere.
    """
    from dataclasses import asdict

    from pipelines.cli.output import print_json, say
    from warehouse.erasure.desk import open_desk
    from warehouse.erasure.receipts import receipt_for
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    with open_desk(workspace, workspace.as_of()) as desk:
        found, root = receipt_for(desk, execution, person)
    if output_format == "json":
        print_json({"execution": execution, "commitments": root, **asdict(found)})
        return
    for line in (
        Text(zh=f"执行 {execution} 的承诺值：{root}", en=f"Commitments of execution {execution}: {root}"),
        Text(zh=f"盐：{found.salt}", en=f"Salt: {found.salt}"),
        Text(
            zh=f"第 {found.index} 号，共 {found.size}；路径：{' '.join(found.path)}",
            en=f"Number {found.index} of {found.size}; path: {' '.join(found.path)}",
        ),
    ):
        click.echo(say(line))
