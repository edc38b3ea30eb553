"""`quanyi requests`: people's requests about their own data, from receipt to answer."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.cli.clerk import at_option, by_option, subject_option, together
from pipelines.cli.options import config_option, format_option
from pipelines.cli.requests_data import check_rectification, export, rectify

if TYPE_CHECKING:
    from datetime import datetime

    from privacy.requests.register import Register
    from privacy.requests.request import Request
    from warehouse.workspace import Workspace

KINDS = ("access", "rectify", "erase", "cancel")
request_argument = click.argument("request_id", metavar="REQUEST")
recording = together(by_option, at_option, config_option, format_option)


@click.group()
def requests() -> None:
    """Requests of people about their own data: access, rectification, erasure, cancellation.

    receive → verify-identity → export or rectify → fulfil or refuse. Nothing personal is shown or changed
    before the requester has proven who they are. A verified request to erase joins the next deletion plan.
    """


@requests.command()
@click.argument("kind", type=click.Choice(KINDS))
@subject_option
@click.option("--channel", required=True, metavar="TEXT", help="How it came, such as app, letter, counter.")
@recording
def receive(
    kind: Any, subject_file: Path | None, channel: str, by: str, at: str | None, config_path: Path | None,
    output_format: str,
) -> None:  # fmt: skip
    """Enter a request; the clock runs from the day it was received (--at)."""
    from pipelines.cli.clerk import impersonal, keyed_subject, read_subject

    with _register(config_path, at) as (workspace, register, now):
        subject = keyed_subject(workspace, read_subject(subject_file))
        channel = impersonal(workspace, "--channel", channel)
        request = register.receive(kind, subject, at=now, by=by, channel=channel)
        _print_request(workspace, request, output_format)


@requests.command("verify-identity")
@request_argument
@click.option("--method", help="How it was proven: a code of requests.yaml.")
@click.option("--evidence", metavar="TEXT", help="Where the proof is filed; no personal data.")
@click.option("--failed", metavar="REASON", help="The proof failed; the request stays open.")
@recording
def verify_identity(
    request_id: str, method: str | None, evidence: str | None, failed: str | None, by: str, at: str | None,
    config_path: Path | None, output_format: str,
) -> None:  # fmt: skip
    """Record that the requester proved who they are, or failed to."""
    from pipelines.cli.clerk import impersonal
    from privacy.requests import steps

    if (failed is None) == (method is None) or (method is not None and evidence is None):
        raise click.UsageError("give --method and --evidence, or --failed")
    with _register(config_path, at) as (workspace, register, now):
        if failed is not None:
            reason = impersonal(workspace, "--failed", failed)
            request = steps.fail_identity(register, request_id, reason=reason, at=now, by=by)
        else:
            assert method is not None and evidence is not None
            request = steps.verify_identity(
                register, request_id, workspace.policy.requests, method=method,
                evidence=impersonal(workspace, "--evidence", evidence), at=now, by=by,
            )  # fmt: skip
        _print_request(workspace, request, output_format)


@requests.command()
@request_argument
@click.option("--reason", required=True, metavar="TEXT", help="Why the clock stops.")
@recording
def pause(
    request_id: str, reason: str, by: str, at: str | None, config_path: Path | None, output_format: str
) -> None:
    """Stop the clock while something is awaited from the person."""
    from pipelines.cli.clerk import impersonal
    from privacy.requests import steps

    with _register(config_path, at) as (workspace, register, now):
        reason = impersonal(workspace, "--reason", reason)
        request = steps.pause(register, request_id, reason=reason, at=now, by=by)
        _print_request(workspace, request, output_format)


@requests.command()
@request_argument
@recording
def resume(request_id: str, by: str, at: str | None, config_path: Path | None, output_format: str) -> None:
    """Let the clock run again."""
    from privacy.requests import steps

    with _register(config_path, at) as (workspace, register, now):
        request = steps.resume(register, request_id, at=now, by=by)
        _print_request(workspace, request, output_format)


@requests.command()
@request_argument
@click.option("--days", type=int, required=True, help="Days, or working days, as the kind counts.")
@click.option("--reason", required=True, metavar="TEXT")
@click.option("--told", required=True, metavar="TIME", help="When the person was told, with the reason.")
@recording
def extend(
    request_id: str, days: int, reason: str, told: str, by: str, at: str | None, config_path: Path | None,
    output_format: str,
) -> None:  # fmt: skip
    """Extend the deadline, once, before it has passed."""
    from pipelines.cli.clerk import impersonal, moment
    from privacy.requests import steps

    with _register(config_path, at) as (workspace, register, now):
        request = steps.extend(
            register, request_id, workspace.policy.requests, workspace.policy.calendar, days=days,
            reason=impersonal(workspace, "--reason", reason), told=moment(workspace, told), at=now, by=by,
        )  # fmt: skip
        _print_request(workspace, request, output_format)


@requests.command()
@request_argument
@click.option("--reason", required=True, help="A code of requests.yaml.")
@recording
def refuse(
    request_id: str, reason: str, by: str, at: str | None, config_path: Path | None, output_format: str
) -> None:
    """Close a request as refused; the answer to give is printed in both languages."""
    from privacy.requests import steps

    with _register(config_path, at) as (workspace, register, now):
        policy = workspace.policy.requests
        request = steps.refuse(register, request_id, policy, reason=reason, at=now, by=by)
        _print_request(workspace, request, output_format)


@requests.command()
@request_argument
@click.option("--how", required=True, metavar="TEXT", help="How the person was answered; no personal data.")
@recording
def fulfil(
    request_id: str, how: str, by: str, at: str | None, config_path: Path | None, output_format: str
) -> None:
    """Close a request as done."""
    from pipelines.cli.clerk import impersonal
    from privacy.requests import steps

    with _register(config_path, at) as (workspace, register, now):
        how = impersonal(workspace, "--how", how)
        request = steps.fulfil(register, request_id, how=how, at=now, by=by)
        _print_request(workspace, request, output_format)


@requests.command()
@request_argument
@recording
def withdraw(request_id: str, by: str, at: str | None, config_path: Path | None, output_format: str) -> None:
    """Close a request that the person takes back."""
    from privacy.requests import steps

    with _register(config_path, at) as (workspace, register, now):
        request = steps.withdraw(register, request_id, at=now, by=by)
        _print_request(workspace, request, output_format)


@requests.command()
@request_argument
@config_option
@format_option
def show(request_id: str, config_path: Path | None, output_format: str) -> None:
    """Show one request with all that happened to it."""
    with _register(config_path, None) as (workspace, register, _):
        _print_request(workspace, register.request(request_id), output_format)


@requests.command("list")
@click.option("--open", "only_open", is_flag=True, help="Only those that wait for an answer.")
@click.option("--reveal", "revealed", is_flag=True, help="Show the organisation's own ids of the people.")
@config_option
@format_option
def list_requests(only_open: bool, revealed: bool, config_path: Path | None, output_format: str) -> None:
    """List the requests, overdue ones first, then by deadline, with what is still to be corrected."""
    from pipelines.cli.requests_output import print_list
    from pipelines.reveal import reveal_ids

    with _register(config_path, None) as (workspace, register, now):
        found = [one for one in register.requests(now) if not only_open or one.closed is None]
        subjects = {one.subject_id for one in found if one.subject_id is not None}
        ids = reveal_ids(workspace, subjects) if revealed else {}
        print_list(found, workspace, now, ids, output_format)


for command in (export, rectify, check_rectification):
    requests.add_command(command)


@contextmanager
def _register(
    config_path: Path | None, at: str | None
) -> Iterator[tuple["Workspace", "Register", "datetime"]]:
    """Workspace, register and the moment recorded; requests whose time is over leave the register first."""
    from pipelines.cli.clerk import moment, register_connection
    from privacy.requests.register import Register
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    with register_connection(workspace) as connection:
        register = Register(connection)
        register.expire(workspace.as_of(), workspace.policy.requests.keep_days)
        yield workspace, register, moment(workspace, at)


def _print_request(workspace: "Workspace", request: "Request", output_format: str) -> None:
    from pipelines.cli.requests_output import print_request

    print_request(request, workspace, workspace.as_of(), output_format)
