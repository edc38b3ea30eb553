"""`quanyi worklist`: the dormant accounts that wait for the business to act, stage by stage."""

from pathlib import Path

import click

from pipelines.cli.options import config_option, format_option
from policy.text import Text

STAGES = ("notice_due", "freeze_due", "deletion_due")


@click.command()
@config_option
@format_option
@click.option("--stage", type=click.Choice(STAGES), help="Only the accounts that wait for this step.")
@click.option("--reveal", "revealed", is_flag=True, help="Show the organisation's own account ids.")
def worklist(config_path: Path | None, output_format: str, stage: str | None, revealed: bool) -> None:
    """List the dormant accounts that are due for notice, freeze or deletion, the soonest first.

    Accounts exempt for funds, an open complaint or a legal hold are left out. Accounts appear as keyed
    pseudonyms; --reveal reads their ids from the stores again, for the terminal only.
    """
    from pipelines.cli.output import print_json, print_table
    from pipelines.reveal import reveal_ids
    from warehouse.database import read_warehouse
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    with read_warehouse(workspace.warehouse_path) as warehouse:
        due = warehouse.execute(
            "SELECT account_id, stage, due_at, overdue, never_used FROM models.dormant_accounts "
            "WHERE NOT exempt AND ($stage IS NULL OR stage = $stage) ORDER BY due_at, account_id",
            {"stage": stage},
        ).fetchall()
    ids = reveal_ids(workspace, {account for account, *_ in due}) if revealed else {}
    rows = [
        {
            "account": ids.get(account, account),
            "stage": step,
            "due_at": due_at.isoformat(sep=" "),
            "overdue": overdue,
            "never_used": never_used,
        }
        for account, step, due_at, overdue, never_used in due
    ]
    if output_format == "json":
        print_json(rows)
        return
    print_table(
        Text(zh=f"休眠账户：{len(rows)} 个待处理", en=f"Dormant accounts: {len(rows)} wait"),
        [
            Text(zh="账户", en="account"),
            Text(zh="下一步", en="next step"),
            Text(zh="截止", en="due"),
            Text(zh="逾期", en="overdue"),
        ],
        [[row["account"], row["stage"], row["due_at"], "✗" if row["overdue"] else ""] for row in rows],
    )
