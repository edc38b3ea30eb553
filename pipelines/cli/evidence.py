"""`quanyi evidence`: documents on file that prove what no query can."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.options import config_option, format_option
from policy.errors import ConfigError, UsageError
from policy.evidence import ITEM_ID, KIND, EvidenceItem
from policy.text import Text

if TYPE_CHECKING:
    from warehouse.workspace import Workspace

STATE_STYLES = {"valid": "green", "expiring": "yellow", "undated": "yellow"}


@click.group()
def evidence() -> None:
    """Documents that prove what no query can: file one, or list them with their state."""


@evidence.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", required=True, help="What it proves, such as privacy_policy.")
@click.option("--title-zh", required=True)
@click.option("--title-en", required=True)
@click.option("--owner", required=True, help="Who answers for it.")
@click.option("--date", "approved", metavar="DATE", required=True, help="The day of its approval.")
@click.option("--expires", metavar="DATE", required=True, help="The last day on which it holds.")
@click.option("--id", "item_id", metavar="ID", help="Default: the kind and the day of approval.")
@config_option
def add(
    file: Path,
    kind: str,
    title_zh: str,
    title_en: str,
    owner: str,
    approved: str,
    expires: str,
    item_id: str | None,
    config_path: Path | None,
) -> None:
    """Copy FILE into the evidence folder and write its entry with its sha256; nothing is ever replaced."""
    from pipelines.cli.output import say
    from policy.evidence_filing import file_evidence
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    folder = _folder(workspace)
    approved_at, review_due = _day("--date", approved), _day("--expires", expires)
    kind = _matching("--kind", kind, KIND)
    item = EvidenceItem(
        id=_matching("--id", item_id or f"{kind.replace('_', '-')}-{approved_at}", ITEM_ID),
        kind=kind,
        title=Text(zh=_filled("--title-zh", title_zh), en=_filled("--title-en", title_en)),
        owner=_filled("--owner", owner),
        approved_at=approved_at,
        review_due=review_due,
    )
    today = workspace.as_of().date()
    filed = file_evidence(folder, file, item, today)
    left = filed.days_left(today)
    click.echo(
        say(
            Text(
                zh=f"已登记 {folder / filed.id}.yaml，sha256 {filed.sha256}，距到期 {left} 天",
                en=f"Filed {folder / filed.id}.yaml, sha256 {filed.sha256}, {left} days left",
            )
        )
    )


@evidence.command("list")
@config_option
@format_option
def list_items(config_path: Path | None, output_format: str) -> None:
    """List every item with its state and the days it still holds."""
    from rich.markup import escape

    from pipelines.cli.output import print_json, print_table, say
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    _folder(workspace)
    policy, today = workspace.policy, workspace.as_of().date()
    rows = [
        (item, item.state(file_state, today, policy.expiry.warn_days), item.days_left(today))
        for item, file_state in policy.evidence or ()
    ]
    if output_format == "json":
        print_json(
            [
                {
                    "id": item.id,
                    "kind": item.kind,
                    "title_zh": item.title.zh,
                    "title_en": item.title.en,
                    "owner": item.owner,
                    "approved_at": item.approved_at.isoformat() if item.approved_at else None,
                    "review_due": item.review_due.isoformat() if item.review_due else None,
                    "state": state,
                    "days_left": left,
                    "sha256": item.sha256,
                }
                for item, state, left in rows
            ]
        )
        return
    states = {
        "valid": Text(zh="有效", en="valid"),
        "expiring": Text(zh="即将到期", en="expiring"),
        "expired": Text(zh="已到期", en="expired"),
        "missing": Text(zh="文件缺失", en="file missing"),
        "altered": Text(zh="文件被改动", en="file altered"),
        "undated": Text(zh="缺日期", en="undated"),
    }
    print_table(
        Text(zh=f"证明材料（截至 {today}）", en=f"Evidence on file, as of {today}"),
        [
            Text(zh="编号", en="id"),
            Text(zh="状态", en="state"),
            Text(zh="剩余", en="days"),
            Text(zh="到期日", en="expires"),
            Text(zh="名称与负责人", en="title and owner"),
        ],
        [
            [
                item.id,
                f"[{STATE_STYLES.get(state, 'bold red')}]{say(states[state])}[/]",
                "–" if left is None else str(left),
                "–" if item.review_due is None else item.review_due.isoformat(),
                escape(
                    say(Text(zh=f"{item.title.zh}（{item.owner}）", en=f"{item.title.en} ({item.owner})"))
                ),
            ]
            for item, state, left in rows
        ],
    )


def _folder(workspace: "Workspace") -> Path:
    folder = workspace.config.evidence
    if folder is None:
        path = workspace.config_path
        raise ConfigError(
            Text(zh=f"{path} 没有写明证明材料的文件夹", en=f"{path} names no folder for evidence"),
            Text(zh="请加上一行 evidence: evidence。", en="Add the line `evidence: evidence`."),
        )
    return folder


def _day(option: str, given: str) -> date:
    try:
        return date.fromisoformat(given)
    except ValueError:
        raise UsageError(
            Text(zh=f"{option} {given!r} 不是日期", en=f"{option} {given!r} is no date"),
            Text(zh="请写成 2026-03-16 的形式。", en="Write it like 2026-03-16."),
        ) from None


def _filled(option: str, given: str) -> str:
    if not given.strip():
        raise UsageError(
            Text(zh=f"{option} 是空的", en=f"{option} is empty"),
            Text(zh="请填写。", en="Fill it in."),
        )
    return given.strip()


def _matching(option: str, given: str, pattern: str) -> str:
    """The id or kind as given, if it is one that an entry may hold."""
    if not re.fullmatch(pattern, given):
        raise UsageError(
            Text(zh=f"{option} {given!r} 的写法不对", en=f"{option} {given!r} is not well formed"),
            Text(
                zh="请只用小写字母和数字；编号可含 . _ -，种类可含 _。",
                en="Use lower-case letters and digits; an id may hold . _ -, a kind may hold _.",
            ),
        )
    return given
