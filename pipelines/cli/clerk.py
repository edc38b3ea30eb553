"""What commands of the registers share: the clerk's name and clock, and keys kept out of the shell."""

import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from policy.errors import UsageError
from policy.text import Text

if TYPE_CHECKING:
    from privacy.treatments.pseudonym import Pseudonymiser
    from warehouse.workspace import Workspace

by_option = click.option("--by", required=True, metavar="NAME", help="Who records this.")
at_option = click.option("--at", metavar="TIME", help="When it happened; default: now.")
subject_option = click.option(
    "--subject-file",
    type=click.Path(path_type=Path, dir_okay=False, allow_dash=True),
    help="A file with the person's own key in its first line, or - for standard input; "
    "without it the key is asked for. It is never an argument, so that it stays out of the shell's history.",
)


@contextmanager
def register_connection(workspace: "Workspace") -> Iterator[Any]:
    """A connection to the control store; what was recorded survives a power cut."""
    from warehouse.control import open_control

    workspace.policy.validate()
    with closing(open_control(workspace.control_path)) as connection:
        connection.execute("PRAGMA synchronous = FULL")
        yield connection


def moment(workspace: "Workspace", given: str | None) -> datetime:
    """When something happened. Raises UsageError for what is no time, or lies in the future."""
    now = workspace.as_of()
    if given is None:
        return now
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        raise UsageError(
            Text(zh=f"{given!r} 不是时间", en=f"{given!r} is no time"),
            Text(zh="请写成 2026-03-16T09:30 的形式。", en="Write it like 2026-03-16T09:30."),
        ) from None
    if at.tzinfo is not None:
        at = workspace.as_of(given)
    if at > now:
        raise UsageError(
            Text(zh=f"{given} 尚未到来", en=f"{given} has not come yet"),
            Text(zh="请更正时间。", en="Correct the time."),
        )
    return at


def read_lines(file: Path | None, asked: Text, least: int = 1) -> list[str]:
    """The lines of a file, of standard input (-), or one typed unseen.

    Raises UsageError where fewer than `least` of them hold anything; no line is ever quoted.
    """
    from pipelines.cli.output import say

    if file is None and sys.stdin.isatty():
        lines = [click.prompt(say(asked), hide_input=True, err=True)]
    elif file is None or str(file) == "-":
        lines = sys.stdin.read().splitlines()
    else:
        try:
            lines = file.read_text(encoding="utf-8-sig").splitlines()
        except (OSError, UnicodeDecodeError):
            raise UsageError(
                Text(zh=f"无法读取 {file}", en=f"{file} cannot be read"),
                Text(zh="请检查该文件，须为 UTF-8 文本。", en="Check the file; it must be text in UTF-8."),
            ) from None
    lines = [line.strip() for line in lines if line.strip()]
    if len(lines) < least:
        raise UsageError(
            Text(zh=f"没有给出{asked.zh}", en=f"Nothing is given for: {asked.en}"),
            Text(
                zh="请写入文件的第一行，或从标准输入给出。",
                en="Put it into the first line of a file, or on standard input.",
            ),
        )
    return lines


def read_subject(file: Path | None) -> str:
    """The raw key of one person, for memory only."""
    return read_lines(file, Text(zh="用户编号", en="the person's key"))[0]


def pseudonymiser(workspace: "Workspace") -> "Pseudonymiser":
    from privacy.keys import load_or_create_key
    from privacy.treatments.pseudonym import Pseudonymiser

    return Pseudonymiser(load_or_create_key(workspace.keys_dir, "pseudonym-k1"))


def keyed_subject(workspace: "Workspace", raw: str) -> str:
    """The person's keyed id, as it is everywhere else."""
    from privacy.erasure.stage import SUBJECT_DOMAIN

    keyed = pseudonymiser(workspace).one(SUBJECT_DOMAIN, raw)
    assert keyed is not None, "read_lines gives no blank key"
    return keyed


def impersonal(workspace: "Workspace", option: str, text: str) -> str:
    """The text, unless it names somebody; see `require_impersonal`."""
    from privacy.requests.clerk_text import require_impersonal

    return require_impersonal(option, text, workspace.policy.pii)


def together(*options: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """Several options as one decorator."""

    def decorate(function: Any) -> Any:
        for option in reversed(options):
            function = option(function)
        return function

    return decorate
