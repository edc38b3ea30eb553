"""`quanyi evidence`: documents on file that prove what no query can."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.options import config_option, format_option
from policy.errors import ConfigError, UsageError
from policy.evidence import ITEM_ID, KIND, SUBJECT, EvidenceItem
from policy.text import Text

if TYPE_CHECKING:
    from warehouse.workspace import Workspace

STATE_STYLES = {"valid": "green", "expiring": "yellow", "undated": "yellow"}


@click.group()
def evidence() -> None:
    """Documents that prove what no query can: write templates, approve or file one, list them all."""


@evidence.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--kind", required=True, help="What it proves, such as privacy_policy.")
@click.option("--title-zh", required=True)
@click.option("--title-en", required=True)
@click.option("--owner", required=True, help="Who answers for it.")
@click.option("--date", "approved", metavar="DATE", required=True, help="The day of its approval.")
@click.option("--expires", metavar="DATE", required=True, help="The last day on which it holds.")
@click.option("--id", "item_id", metavar="ID", help="Default: the kind and the day of approval.")
@click.option("--approved-by", help="The body or post that approved it, where its kind asks for one.")
@click.option("--covers", multiple=True, metavar="POINT", help="A point that it states; may be repeated.")
@click.option("--subject", multiple=True, help="A post, month or service it speaks of; may be repeated.")
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
    approved_by: str | None,
    covers: tuple[str, ...],
    subject: tuple[str, ...],
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
        approved_by=None if approved_by is None else _filled("--approved-by", approved_by),
        covers=tuple(_matching("--covers", point, KIND) for point in covers),
        subjects=tuple(_matching("--subject", each, SUBJECT) for each in subject),
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


@evidence.command()
@config_option
def init(config_path: Path | None) -> None:
    """Write a template for each kind of evidence that is not on file; nothing is ever replaced."""
    from pipelines.cli.output import say
    from policy.evidence_templates import write_templates
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    folder, policy = _folder(workspace), workspace.policy
    written = write_templates(
        folder, policy.evidence_kinds, policy.documents, policy.evidence or (), workspace.as_of().date()
    )
    attested = [
        clause
        for document in policy.documents
        for clause in document.clauses
        if clause.verification == "evidence"
    ]
    by_document = {kind.check for kind in policy.evidence_kinds.kinds}
    documented = sum(clause.check in by_document for clause in attested)
    click.echo(
        say(
            Text(
                zh=f"在 {folder} 写了 {len(written.ids)} 份模板，{len(written.kept)} 类已有材料，未作改动。"
                f"须举证的 {len(attested)} 条中，{documented} 条由这些材料回答，其余由映射的台账回答。",
                en=f"Wrote {len(written.ids)} templates in {folder}; {len(written.kept)} kinds are there "
                f"already and were left alone. Of {len(attested)} clauses that need attestation, these items "
                f"answer {documented}, mapped registers the others.",
            )
        )
    )


@evidence.command()
@click.argument("item_id", metavar="ID")
@click.option("--date", "approved", metavar="DATE", required=True, help="The day of its approval.")
@click.option("--expires", metavar="DATE", help="The last day on which it holds. Default: as in the entry.")
@click.option("--approved-by", help="The body or post that approved it.")
@config_option
def approve(
    item_id: str, approved: str, expires: str | None, approved_by: str | None, config_path: Path | None
) -> None:
    """Turn the filled template ID into evidence, with the sha256 of its document."""
    from pipelines.cli.output import say
    from policy.evidence_templates import approve_template
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    approved_at = _day("--date", approved)
    if approved_at > workspace.as_of().date():
        raise UsageError(
            Text(zh=f"批准日 {approved_at} 晚于今天", en=f"The approval of {approved_at} lies after today"),
            Text(zh="请在批准之后再登记。", en="File the document once it is approved."),
        )
    item = approve_template(
        _folder(workspace),
        _matching("ID", item_id, ITEM_ID),
        approved_at,
        None if expires is None else _day("--expires", expires),
        None if approved_by is None else _filled("--approved-by", approved_by),
    )
    click.echo(
        say(
            Text(
                zh=f"{item.id} 已批准，sha256 {item.sha256}，有效至 {item.review_due}",
                en=f"{item.id} is approved, sha256 {item.sha256}, holds until {item.review_due}",
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
        (
            item,
            "template"
            if file_state == "template"
            else item.state(file_state, today, policy.expiry.warn_days),
            item.days_left(today),
        )
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
        "template": Text(zh="待填写", en="to fill in"),
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
