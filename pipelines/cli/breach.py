"""`quanyi breach`: incidents with personal data, whom to tell, and who still has to be told."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.clerk import at_option, by_option, together
from pipelines.cli.options import config_option, format_option
from policy.text import Text

if TYPE_CHECKING:
    from datetime import datetime

    from privacy.breaches.register import BreachRegister
    from warehouse.workspace import Workspace

breach_argument = click.argument("breach_id", metavar="INCIDENT")
subjects_option = click.option(
    "--subjects-file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="The persons' own keys, one a line, or - for standard input; kept as keyed hashes only.",
)
recording = together(by_option, at_option, config_option, format_option)


@click.group()
def breach() -> None:
    """Incidents with personal data: record → affected → reported, notified → close.

    Deadlines count from discovery, by the class of breaches.yaml. Nobody is written to: the worklist says who
    is still to be told, and what was done is recorded here.
    """


@breach.command()
@click.option("--kind", required=True, help="A code of breaches.yaml: leak, tampering, loss.")
@click.option("--class", "class_", required=True, help="A class of breaches.yaml; it sets the deadlines.")
@click.option("--discovered", required=True, metavar="TIME")
@click.option("--description", required=True, metavar="TEXT", help="What happened; no personal data.")
@recording
def record(
    kind: str, class_: str, discovered: str, description: str, by: str, at: str | None,
    config_path: Path | None, output_format: str,
) -> None:  # fmt: skip
    """Enter an incident."""
    from pipelines.cli.breach_output import print_breach
    from pipelines.cli.clerk import impersonal, moment
    from privacy.breaches import steps

    with _register(config_path, at) as (workspace, register, now):
        found = steps.record(
            register, workspace.policy.breaches, kind=kind, class_=class_,
            description=impersonal(workspace, "--description", description),
            discovered_at=moment(workspace, discovered), at=now, by=by,
        )  # fmt: skip
        print_breach(found, workspace, output_format)


@breach.command()
@breach_argument
@click.option("--count", type=click.IntRange(min=1), help="Default: as many as keys are given.")
@subjects_option
@recording
def affected(
    breach_id: str, count: int | None, subjects_file: Path | None, by: str, at: str | None,
    config_path: Path | None, output_format: str,
) -> None:  # fmt: skip
    """Record how many persons are concerned, and who they are as far as known."""
    from pipelines.cli.breach_output import print_breach
    from privacy.breaches import steps

    if count is None and subjects_file is None:
        raise click.UsageError("give --count, --subjects-file or both")
    with _register(config_path, at) as (workspace, register, now):
        subjects = _subjects(workspace, subjects_file)
        number = len(subjects) if count is None else count
        found = steps.affected(register, breach_id, count=number, subjects=subjects, at=now, by=by)
        print_breach(found, workspace, output_format)


@breach.command()
@breach_argument
@click.option("--report", required=True, help="Which report of the incident's class, by its id.")
@click.option("--reference", required=True, metavar="TEXT", help="Where the report is filed.")
@recording
def reported(
    breach_id: str, report: str, reference: str, by: str, at: str | None, config_path: Path | None,
    output_format: str,
) -> None:  # fmt: skip
    """Record that an authority was told."""
    from pipelines.cli.breach_output import print_breach
    from pipelines.cli.clerk import impersonal
    from privacy.breaches import steps

    with _register(config_path, at) as (workspace, register, now):
        found = steps.reported(
            register, breach_id, workspace.policy.breaches, report=report,
            reference=impersonal(workspace, "--reference", reference), at=now, by=by,
        )  # fmt: skip
        print_breach(found, workspace, output_format)


@breach.command()
@breach_argument
@click.option("--all", "everybody", is_flag=True, help="All persons listed were told.")
@subjects_option
@click.option("--further", type=click.IntRange(min=0), default=0, help="Persons told who are not listed.")
@click.option("--channel", required=True, metavar="TEXT", help="How, such as message, letter, notice.")
@recording
def notified(
    breach_id: str, everybody: bool, subjects_file: Path | None, further: int, channel: str, by: str,
    at: str | None, config_path: Path | None, output_format: str,
) -> None:  # fmt: skip
    """Record that persons concerned were told."""
    from pipelines.cli.breach_output import print_breach
    from pipelines.cli.clerk import impersonal
    from privacy.breaches import steps

    if everybody == (subjects_file is not None) and not (further and not everybody):
        raise click.UsageError("give --all or --subjects-file, or --further alone")
    with _register(config_path, at) as (workspace, register, now):
        found = steps.notified(
            register, breach_id, subjects=None if everybody else _subjects(workspace, subjects_file),
            uncounted=further, channel=impersonal(workspace, "--channel", channel), at=now, by=by,
        )  # fmt: skip
        print_breach(found, workspace, output_format)


@breach.command()
@breach_argument
@click.option("--measures", required=True, metavar="TEXT", help="What was done; no personal data.")
@click.option("--without-notice", metavar="REASON", help="Why persons who were not told need not be.")
@recording
def close(
    breach_id: str, measures: str, without_notice: str | None, by: str, at: str | None,
    config_path: Path | None, output_format: str,
) -> None:  # fmt: skip
    """Close an incident of which everybody was told."""
    from pipelines.cli.breach_output import print_breach
    from pipelines.cli.clerk import impersonal
    from privacy.breaches import steps

    with _register(config_path, at) as (workspace, register, now):
        reason = without_notice and impersonal(workspace, "--without-notice", without_notice)
        found = steps.close(
            register, breach_id, workspace.policy.breaches,
            measures=impersonal(workspace, "--measures", measures), without_notice=reason, at=now, by=by,
        )  # fmt: skip
        print_breach(found, workspace, output_format)


@breach.command("list")
@click.option("--open", "only_open", is_flag=True)
@config_option
@format_option
def list_breaches(only_open: bool, config_path: Path | None, output_format: str) -> None:
    """List the incidents with their deadlines."""
    from pipelines.cli.breach_output import print_breaches

    with _register(config_path, None) as (workspace, register, _):
        found = [one for one in register.breaches() if not only_open or one.closed is None]
        print_breaches(found, workspace, output_format)


@breach.command()
@click.option("--reveal", "revealed", is_flag=True, help="Show the organisation's own ids of the people.")
@config_option
@format_option
def worklist(revealed: bool, config_path: Path | None, output_format: str) -> None:
    """List who is still to be told of open incidents, the soonest deadline first.

    People appear as keyed pseudonyms; --reveal reads their ids from the stores again, for the terminal only.
    """
    from pipelines.cli.breach_output import print_worklist
    from pipelines.reveal import reveal_ids

    with _register(config_path, None) as (workspace, register, _):
        waiting = [(one, register.untold(one.id)) for one in register.breaches() if one.closed is None]
        subjects = {subject for _, untold in waiting for subject in untold}
        ids = reveal_ids(workspace, subjects) if revealed and subjects else {}
        print_worklist(waiting, workspace, ids, output_format)


@contextmanager
def _register(
    config_path: Path | None, at: str | None
) -> Iterator[tuple["Workspace", "BreachRegister", "datetime"]]:
    """Workspace, register and the moment recorded; persons whose time is over leave the register first."""
    from pipelines.cli.clerk import moment, register_connection
    from privacy.breaches.register import BreachRegister
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    with register_connection(workspace) as connection:
        register = BreachRegister(connection)
        register.expire(workspace.as_of(), workspace.policy.breaches.keep_days)
        yield workspace, register, moment(workspace, at)


def _subjects(workspace: "Workspace", file: Path | None) -> set[str]:
    """Keyed ids of the raw keys in the file; empty without one."""
    from pipelines.cli.clerk import pseudonymiser, read_lines
    from privacy.erasure.stage import SUBJECT_DOMAIN

    if file is None:
        return set()
    pseudonyms = pseudonymiser(workspace)
    raw = set(read_lines(file, Text(zh="用户编号", en="the persons' keys")))
    return {keyed for each in raw if (keyed := pseudonyms.one(SUBJECT_DOMAIN, each)) is not None}
