"""`quanyi verdicts`: what the last scan found, and what changed since the one before."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipelines.cli.options import config_option, format_option
from policy.text import Text

if TYPE_CHECKING:
    from assets.scan_history import ScanHistory
    from privacy.detection.verdict_history import ScanRecord, VerdictRecord


@click.command()
@config_option
@format_option
@click.option("--changes", is_flag=True, help="Only what changed since the scan before, and why.")
def verdicts(config_path: Path | None, output_format: str, changes: bool) -> None:
    """Show the verdicts of the last nightly scan, or what changed since the one before.

    Counts, shares and masked shapes, never a value.
    """
    from assets.scan_history import latest_history
    from pipelines.cli.output import print_json, say
    from policy.errors import UsageError
    from warehouse.workspace import Workspace

    history = latest_history(Workspace.open(config_path))
    if history is None:
        raise UsageError(
            Text(zh="还没有扫描过", en="Nothing has been scanned yet"),
            Text(zh="请先运行 quanyi run。", en="Run `quanyi run` first."),
        )
    if changes and history.changes is None:
        raise UsageError(
            Text(zh="只有一次扫描，无从比较", en="There is only one scan, so there is nothing to compare"),
            Text(zh="请再次运行 quanyi run。", en="Run `quanyi run` again."),
        )
    if output_format == "json":
        print_json(_changes_document(history) if changes else _verdicts_document(history))
        return
    if changes:
        _print_changes(history)
    else:
        _print_verdicts(history)
    for line in history.overrides_to_review:
        click.echo(say(line))


def _scan_document(scan: "ScanRecord") -> dict[str, Any]:
    return {
        "run": scan.run_id,
        "as_of": scan.as_of.isoformat(),
        "recognizer_set": scan.versions.recognizers,
        "rules": scan.versions.rules,
        "policy": scan.policy_hash,
    }


def _verdicts_document(history: "ScanHistory") -> dict[str, Any]:
    readings = {reading.key: reading for reading in history.scan.readings}
    rows = []
    for record in history.scan.verdicts:
        reading = readings[record.store, record.table]
        rows.append(
            {
                **_place(record),
                "entity_type": record.entity_type,
                "share": round(record.share, 4),
                "findings": record.findings,
                "rows": record.rows,
                "sensitivity": record.sensitivity,
                "why": _both(record.why),
                "kind": record.kind,
                "confidence": record.confidence,
                "shape": record.shape,
                "found_as": record.found_as,
                "decided_by": record.decided_by,
                "overruled": record.overruled,
                "first_seen": record.first_seen.isoformat(),
                "read_at": reading.read_at.isoformat(),
                "carried": reading.carried,
                "recognizer_set": reading.versions.recognizers,
                "data_mark": reading.data_mark,
            }
        )
    return {"scan": _scan_document(history.scan), "verdicts": rows}


def _changes_document(history: "ScanHistory") -> dict[str, Any]:
    """Of a history that has an earlier scan."""
    from privacy.detection.change_words import what_changed, why_changed

    return {
        "scan": _scan_document(history.scan),
        "compared_with": _scan_document(history.previous) if history.previous else None,
        "changes": [
            {
                **_place(change.record),
                "change": change.kind,
                "before": change.before.entity_type if change.before else None,
                "after": change.after.entity_type if change.after else None,
                "aspects": list(change.aspects),
                "causes": list(change.causes),
                "what": _both(what_changed(change, history.titles)),
                "why": _both(why_changed(change.causes)),
            }
            for change in history.changes or []
        ],
        "not_read": [
            {"store": one.store, "table": one.table, "reason": one.reason} for one in history.scan.unread
        ],
        "overrides": [
            {**state.override.model_dump(mode="json"), "status": state.status} for state in history.overrides
        ],
    }


def _place(record: "VerdictRecord") -> dict[str, str]:
    column = record.column if record.path is None else f"{record.column}{record.path}"
    return {"store": record.store, "table": record.table, "column": column}


def _both(text: Text) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en}


def _print_verdicts(history: "ScanHistory") -> None:
    from pipelines.cli.output import print_table, say

    scan = history.scan
    findings = scan.findings
    moment, version = f"{scan.as_of:%Y-%m-%d %H:%M}", scan.versions.recognizers
    print_table(
        Text(
            zh=f"截至 {moment}（识别器 {version}）发现个人信息：{len(findings)}",
            en=f"Personal information as of {moment} (recognizers {version}): {len(findings)}",
        ),
        [
            Text(zh="列", en="column"),
            Text(zh="种类", en="kind"),
            Text(zh="占比", en="share"),
            Text(zh="把握", en="confidence"),
            Text(zh="始见", en="since"),
            Text(zh="理由", en="why"),
        ],
        [
            [
                ".".join(_place(record).values()),
                record.entity_type,
                f"{record.share:.1%}",
                f"{record.confidence:.2f}",
                f"{record.first_seen:%Y-%m-%d}",
                say(record.why),
            ]
            for record in findings
        ],
    )


def _print_changes(history: "ScanHistory") -> None:
    from pipelines.cli.output import print_table, say
    from privacy.detection.change_words import CHANGES, what_changed, why_changed

    before = f"{history.previous.as_of:%Y-%m-%d %H:%M}" if history.previous else "–"
    changes = history.changes or []
    count = len(changes)
    if not changes:
        same = Text(zh=f"与 {before} 的扫描相比没有变化", en=f"Nothing changed since the scan of {before}")
        click.echo(say(same))
        return
    print_table(
        Text(zh=f"与 {before} 的扫描相比：{count} 处变化", en=f"Changed since the scan of {before}: {count}"),
        [
            Text(zh="列", en="column"),
            Text(zh="变化", en="change"),
            Text(zh="内容", en="what"),
            Text(zh="原因", en="why"),
        ],
        [
            [
                ".".join(_place(change.record).values()),
                say(CHANGES[change.kind]),
                say(what_changed(change, history.titles)),
                say(why_changed(change.causes)),
            ]
            for change in changes
        ],
    )
