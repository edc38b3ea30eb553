"""`quanyi erasure`: from plan to certificate, step by step. Planning changes nothing in any store."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.erasure_receipt import receipt
from pipelines.cli.options import config_option, format_option
from policy.text import Text

if TYPE_CHECKING:
    from warehouse.erasure.desk import Desk

as_of_option = click.option("--as-of", metavar="DATE", help="Act as of this day or moment; default: now.")
passphrase_option = click.option(
    "--passphrase-file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="A file with the key's passphrase in its first line.",
)


@click.group()
def erasure() -> None:
    """Deletion that is approved, reversible for some days, and proven.

    plan → approve → execute → (undo) → verify. A plan is a dry run: it counts and changes nothing.
    """


erasure.add_command(receipt)


@erasure.command()
@click.argument("file", type=click.Path(path_type=Path))
@passphrase_option
def keygen(file: Path, passphrase_file: Path | None) -> None:
    """Make an officer's signing key in FILE and print the entry for approvers.yaml."""
    import base64

    from privacy.erasure.officer_key import create_officer_key

    public = create_officer_key(file, _passphrase(passphrase_file))
    click.echo(f"public_key: {base64.b64encode(public).decode()}")


@erasure.command()
@click.option("--requester", required=True, metavar="NAME", help="Who asks; may not approve this plan.")
@config_option
@as_of_option
@format_option
def plan(requester: str, config_path: Path | None, as_of: str | None, output_format: str) -> None:
    """Judge what is due by the newest entities, and store the plan: what goes, what stays, and why."""
    from pipelines.cli.erasure_output import print_plan
    from privacy.stores.session import open_session
    from warehouse.control import ControlStore
    from warehouse.database import open_warehouse, read_warehouse
    from warehouse.erasure.planning import make_plan

    with _desk(config_path, as_of, "quanyi erasure plan") as desk:
        workspace = desk.workspace
        # Where nothing has run yet, opening for writing would make an empty warehouse.
        with read_warehouse(workspace.warehouse_path):
            pass
        control, run_id = ControlStore(workspace.control_path), f"plan for {requester}"
        with (
            open_warehouse(workspace.warehouse_path) as warehouse,
            open_session(workspace.config.stores) as session,
        ):
            made = make_plan(desk, warehouse, session, control, run_id=run_id, requester=requester)
        print_plan(desk, desk.records.plan(made.plan_hash), output_format)


@erasure.command()
@click.argument("which", required=False, metavar="[PLAN|EXECUTION]")
@config_option
@format_option
def show(which: str | None, config_path: Path | None, output_format: str) -> None:
    """Show a plan with its approvals, or an execution with its certificates; default: the newest plan."""
    from pipelines.cli.erasure_output import print_execution, print_plan

    with _desk(config_path, None, None) as desk:
        if which is not None and desk.state.execution(which) is not None:
            print_execution(desk, which, output_format)
        else:
            print_plan(desk, desk.records.plan(_prefix(which)), output_format)


@erasure.command()
@click.argument("plan_hash", metavar="PLAN")
@click.option("--key", "key_path", required=True, type=click.Path(path_type=Path), help="The officer's key.")
@passphrase_option
@config_option
@as_of_option
@format_option
def approve(
    plan_hash: str,
    key_path: Path,
    passphrase_file: Path | None,
    config_path: Path | None,
    as_of: str | None,
    output_format: str,
) -> None:
    """Sign PLAN (the beginning of its hash will do) with an officer's key."""
    from pipelines.cli.output import print_json, say
    from privacy.erasure.officer_key import read_officer_key
    from warehouse.erasure.approving import approve as sign

    private_key = read_officer_key(key_path, _passphrase(passphrase_file))
    with _desk(config_path, as_of, "quanyi erasure approve") as desk:
        approval = sign(desk, desk.records.plan(_prefix(plan_hash)), private_key)
    if output_format == "json":
        print_json(approval.statement())
        return
    short, until = approval.plan_hash[:12], f"{approval.expires_at:%Y-%m-%d %H:%M}"
    click.echo(
        say(
            Text(
                zh=f"{approval.approver} 已批准，{until} 前可执行一次：quanyi erasure execute {short}",
                en=f"Approved by {approval.approver}, good for once until {until}: "
                f"quanyi erasure execute {short}",
            )
        )
    )


@erasure.command()
@click.argument("plan_hash", metavar="PLAN")
@config_option
@as_of_option
@format_option
def execute(plan_hash: str, config_path: Path | None, as_of: str | None, output_format: str) -> None:
    """Carry out an approved PLAN, or go on with an execution of it that was interrupted."""
    from pipelines.cli.erasure_output import print_execution
    from warehouse.database import read_warehouse
    from warehouse.erasure.executing import carry_out
    from warehouse.erasure.planning import entity_types

    with _desk(config_path, as_of, "quanyi erasure execute") as desk:
        with read_warehouse(desk.workspace.warehouse_path) as warehouse:
            columns = entity_types(warehouse)
        report = carry_out(desk, desk.records.plan(_prefix(plan_hash)), columns)
        print_execution(desk, report.execution_id, output_format)


@erasure.command()
@click.argument("execution")
@config_option
@as_of_option
@format_option
def undo(execution: str, config_path: Path | None, as_of: str | None, output_format: str) -> int:
    """Bring back what EXECUTION took, while that is possible. Exits 1 where others changed rows meanwhile."""
    from dataclasses import asdict

    from pipelines.cli.output import print_json, say
    from warehouse.erasure.executing import take_back

    with _desk(config_path, as_of, "quanyi erasure undo") as desk:
        report = take_back(desk, execution)
    if output_format == "json":
        print_json(asdict(report))
    else:
        click.echo(
            say(
                Text(
                    zh=f"已恢复 {report.restored:,} 行，{report.present:,} 行本就在；"
                    f"{report.conflicts:,} 行已被他人改动，未动",
                    en=f"{report.restored:,} rows are back, {report.present:,} were there; "
                    f"{report.conflicts:,} were changed by others and left alone",
                )
            )
        )
    return 1 if report.conflicts else 0


@erasure.command()
@click.argument("execution")
@config_option
@as_of_option
@format_option
def verify(execution: str, config_path: Path | None, as_of: str | None, output_format: str) -> int:
    """Search everything for what EXECUTION erased; after its time for undoing, destroy the key and certify.

    Exits 1 where an identifier was found.
    """
    from pipelines.cli.erasure_output import print_search
    from warehouse.database import read_warehouse
    from warehouse.erasure.certifying import verify as search_and_certify
    from warehouse.erasure.executing import no_execution

    with _desk(config_path, as_of, "quanyi erasure verify") as desk:
        if desk.state.execution(execution) is None:
            raise no_execution(execution)
        with read_warehouse(desk.workspace.warehouse_path) as warehouse:
            found = search_and_certify(desk, execution, warehouse)
        print_search(desk, execution, found, output_format)
    return 1 if found.residues else 0


@erasure.command()
@click.argument("execution")
@click.option("--rows", required=True, type=click.IntRange(min=0), help="How many missing rows it explains.")
@click.option("--reason", required=True, metavar="TEXT", help="Why they were gone; name nobody.")
@config_option
def explain(execution: str, rows: int, reason: str, config_path: Path | None) -> None:
    """Say why rows vanished outside EXECUTION, which ended in an alarm; execute its plan again to end it."""
    from pipelines.cli.output import say
    from warehouse.erasure.executing import no_execution

    with _desk(config_path, None, "quanyi erasure explain") as desk:
        if desk.state.execution(execution) is None:
            raise no_execution(execution)
        desk.state.explain_missing(execution, rows, reason)
        desk.seal({"kind": "erasure_explained", "execution": execution, "rows": rows, "reason": reason})
    click.echo(say(Text(zh="已记录并封存。", en="It is noted and sealed.")))


@contextmanager
def _desk(config_path: Path | None, as_of: str | None, command: str | None) -> Iterator["Desk"]:
    """The desk, with the writer's lock and a fresh erasure page where `command` changes something.

    Raises:
        UsageError: `as_of` is given on a platform that lives in the present: an approval that has lapsed must
            not be revived by a date, nor a key destroyed before its time.
    """
    from contextlib import ExitStack

    from assets.erasure_page import redraw_erasure_page
    from pipelines.prepare import wake_demo
    from policy.errors import UsageError
    from warehouse.erasure.desk import open_desk
    from warehouse.lock import writer_lock
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    workspace.policy.validate()
    if as_of is not None and workspace.config.clock is None:
        raise UsageError(
            Text(
                zh="--as-of 只用于时钟固定的平台（quanyi.yaml 中有 clock），例如演示",
                en="--as-of is for platforms with a fixed clock (`clock` in quanyi.yaml), such as the demo",
            ),
            Text(
                zh="请去掉 --as-of；删除以此刻为准。", en="Leave it out: erasure goes by the present moment."
            ),
        )
    with ExitStack() as exits:
        if command is not None:
            wake_demo(workspace)
            exits.enter_context(writer_lock(workspace.lock_path, command))
            workspace.claim_data_dir()
        desk = exits.enter_context(open_desk(workspace, workspace.as_of(as_of)))
        if command is not None:
            # Also after an error: a refusal or an alarm may have changed what the page says.
            exits.callback(redraw_erasure_page, workspace, desk.as_of)
        yield desk


def _prefix(plan_hash: str | None) -> str | None:
    """Raises UsageError for what cannot be the beginning of a hash."""
    from policy.errors import UsageError

    if plan_hash is None:
        return None
    if not plan_hash or set(plan_hash.lower()) - set("0123456789abcdef"):
        raise UsageError(
            Text(zh=f"{plan_hash!r} 不是计划或执行的编号", en=f"{plan_hash!r} names no plan or execution"),
            Text(
                zh="请给出计划散列的开头几位，或执行的完整编号。",
                en="Give the beginning of a plan's hash, or an execution's whole id.",
            ),
        )
    return plan_hash.lower()


def _passphrase(file: Path | None) -> str | None:
    from policy.errors import UsageError

    if file is None:
        return None
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        lines = []
    if not lines or not lines[0]:
        raise UsageError(
            Text(zh=f"{file} 的第一行没有口令", en=f"{file} has no passphrase in its first line"),
            Text(zh="请检查该文件。", en="Check the file."),
        )
    return lines[0]
