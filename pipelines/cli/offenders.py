"""`quanyi offenders`: who is in breach of one check, for the people who must act on it."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.options import config_option, format_option
from policy.errors import UsageError
from policy.text import Text

if TYPE_CHECKING:
    from warehouse.workspace import Workspace


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
    ids = _reveal(workspace, {offender.subject_key for offender in found}) if revealed else {}
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


def _reveal(workspace: "Workspace", pseudonyms: set[str]) -> dict[str, str]:
    from pipelines.prepare import wake_demo
    from privacy.keys import load_or_create_key
    from privacy.stores.session import open_session
    from privacy.treatments.pseudonym import Pseudonymiser
    from warehouse.reveal import reveal

    wake_demo(workspace)
    key = load_or_create_key(workspace.keys_dir, "pseudonym-k1")
    with open_session(workspace.config.stores) as session:
        return reveal(session.connection, workspace.config.mapping, Pseudonymiser(key), pseudonyms)
