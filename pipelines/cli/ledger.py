"""`quanyi ledger`: verify the ledger, prove that an event is in it, hand over to a new signing key."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.options import config_option, format_option
from policy.text import Text

if TYPE_CHECKING:
    from privacy.evidence.ledger import Ledger
    from privacy.evidence.verify import Report
    from warehouse.workspace import Workspace


@click.group()
def ledger() -> None:
    """The tamper-evident record of results, approvals and certificates."""


@ledger.command()
@config_option
@format_option
@click.option("--head", metavar="HASH", help="A head that the ledger must still hold.")
@click.option(
    "--key",
    "key_path",
    type=click.Path(path_type=Path),
    help="The trusted first public key; default: the one kept with the signing keys.",
)
def verify(config_path: Path | None, output_format: str, head: str | None, key_path: Path | None) -> int:
    """Verify every byte of the ledger. Exits 0 when all holds, 1 when it does not.

    Newest batches cut off whole show only against a head known from elsewhere: --head, and the last one that
    was sealed on this machine.
    """
    from pipelines.cli.output import print_json
    from privacy.evidence.keys import FIRST_KEY_FILE, last_head
    from privacy.evidence.lock import ledger_lock
    from privacy.evidence.verify import verify_ledger
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    folder, keys_dir = _folders(workspace)
    _refuse_if_absent(folder)
    with ledger_lock(folder):
        noted = last_head(keys_dir)
        expected = [*([head.lower()] if head else []), *([noted[1]] if noted else [])]
        report = verify_ledger(folder, key_path or keys_dir / FIRST_KEY_FILE, expected)
    if output_format == "json":
        print_json(
            {
                "ok": report.ok,
                "heads": report.heads,
                "events": report.events,
                "head": report.head,
                "keys": list(report.keys),
                "expected_heads": expected,
                "problems": [problem.model_dump() for problem in report.problems],
            }
        )
    else:
        _print_report(report, expected)
    return 0 if report.ok else 1


@ledger.command()
@click.argument("index", type=int)
@config_option
def prove(index: int, config_path: Path | None) -> None:
    """Print the proof that event INDEX (from 0) is in the ledger.

    Keep it in a file: `python -m privacy.evidence.verify_offline FILE --key FIRST.pub` checks it alone.
    """
    from pipelines.cli.output import print_json

    print_json(_open(config_path)[1].inclusion_proof(index))


@ledger.command("rotate-key")
@config_option
def rotate_key(config_path: Path | None) -> None:
    """Make a new signing key; the present one signs the hand-over."""
    from pipelines.cli.output import say

    workspace, opened = _open(config_path)
    head = opened.rotate_key(workspace.as_of())
    click.echo(
        say(
            Text(
                zh=f"第 {head.sequence} 条封存记录起，密钥 {head.key} 已交接。旧私钥不再使用，可移出本机。",
                en=f"Head {head.sequence} hands over from key {head.key}, which is no longer needed here.",
            )
        )
    )


def _open(config_path: Path | None) -> tuple["Workspace", "Ledger"]:
    """The workspace and its ledger; what opening had to repair goes to standard error."""
    from pipelines.cli.output import say
    from privacy.evidence.ledger import Ledger
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    folder, keys_dir = _folders(workspace)
    _refuse_if_absent(folder)
    opened = Ledger.open(folder, keys_dir)
    if opened.recovery:
        click.echo(say(opened.recovery.text), err=True)
    return workspace, opened


def _folders(workspace: "Workspace") -> tuple[Path, Path]:
    """The ledger's folder and that of its keys."""
    return workspace.ledger_dir, workspace.ledger_keys_dir


def _refuse_if_absent(folder: Path) -> None:
    from policy.errors import UsageError

    if not folder.is_dir():
        raise UsageError(
            Text(zh=f"{folder} 还没有账本", en=f"There is no ledger at {folder} yet"),
            Text(zh="请先运行 quanyi run。", en="Run `quanyi run` first."),
        )


def _print_report(report: "Report", expected: list[str]) -> None:
    from pipelines.cli.output import say

    if not report.ok:
        for problem in report.problems:
            click.echo(say(Text(zh=f"✗ {problem.zh}", en=f"✗ {problem.en}")))
        return
    lines = [
        Text(
            zh=f"✓ 封存记录 {report.heads:,} 条，签名相接",
            en=f"✓ {report.heads:,} heads, signed and chained",
        ),
        Text(
            zh=f"✓ 事件 {report.events:,} 条，与封存一致",
            en=f"✓ {report.events:,} events, as they were sealed",
        ),
        Text(zh=f"✓ 密钥 {'，'.join(report.keys)}", en=f"✓ keys {', '.join(report.keys)}"),
        *(Text(zh=f"✓ 含有 {head}", en=f"✓ holds {head}") for head in expected),
        Text(zh=f"  末条 {report.head}", en=f"  last head {report.head}"),
    ]
    if not expected:
        lines.append(
            Text(
                zh="? 未给 --head：若末尾若干批被整体删去，无从得知；请保存上面的末条记录。",
                en="? without --head, newest batches cut off whole cannot be told; keep the last head above.",
            )
        )
    for line in lines:
        click.echo(say(line))
