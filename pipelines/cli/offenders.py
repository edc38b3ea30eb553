"""`quanyi offenders`: who is in breach of one check, for the people who must act on it."""

from pathlib import Path

import click

from pipelines.cli.options import config_option, format_option
from policy.errors import UsageError
from policy.text import Text


@click.command()
@click.argument("check_id", metavar="CHECK")
@config_option
@format_option
@click.option("--reveal", "revealed", is_flag=True, help="Show the organisation's own ids of people, too.")
def offenders(check_id: str, config_path: Path | None, output_format: str, revealed: bool) -> None:
    """List the subjects in breach of CHECK when it last ran, with reason and time.

    People appear as keyed pseudonyms; --reveal reads their ids from the stores again, for the terminal only.
    """
    from pipelines.cli.output import print_json, print_table, say
    from pipelines.reveal import reveal_ids
    from warehouse.control import ControlStore
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    check = next((check for check in workspace.policy.checks if check.id == check_id), None)
    if check is None:
        raise UsageError(
            Text(zh=f"没有检查 {check_id}", en=f"There is no check {check_id}"),
            Text(zh="quanyi checks 列出全部检查。", en="`quanyi checks` lists them all."),
        )
    found = ControlStore(workspace.control_path).offenders_of(check_id)
    ids = reveal_ids(workspace, {offender.subject_key for offender in found}) if revealed else {}
    rows = [
        {
            "subject": ids.get(offender.subject_key, offender.subject_key),
            "at": offender.at.isoformat(sep=" ") if offender.at else None,
            "reason": offender.reason,
            "reason_text": say(check.reasons[offender.reason]) if offender.reason in check.reasons else None,
        }
        for offender in found
    ]
    if output_format == "json":
        print_json(rows)
        return
    print_table(
        Text(zh=f"{check_id}：{len(rows)} 个对象违反", en=f"{check_id}: {len(rows)} subjects in breach"),
        [Text(zh="对象", en="subject"), Text(zh="起于", en="since"), Text(zh="原因", en="reason")],
        [[row["subject"] or "", row["at"] or "", row["reason_text"] or ""] for row in rows],
    )
