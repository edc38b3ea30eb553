"""The closing tables of a run: what was found, what it means, where to look."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.markup import escape

from assets.duty_results import CAPABILITIES
from pipelines.cli.output import OUTCOMES, outcome_cell, print_table, say, warn
from pipelines.execute import RunReport
from policy.duties import Check
from policy.text import Text
from policy.waivers import Waiver, lapsed_waivers
from warehouse.control import CheckResult
from warehouse.workspace import Workspace


def print_closing(workspace: Workspace, report: RunReport) -> None:
    """What needs somebody in detail, what passed in short, and the places to look further."""
    rules = {check.id: check for check in workspace.policy.checks}
    counts = Counter(result.outcome for result in report.results)
    click.echo()
    needs_somebody = [
        result for outcome in ("violation", "gap") for result in report.results if result.outcome == outcome
    ]
    if needs_somebody:
        lapsed = lapsed_waivers(workspace.policy.waivers, report.as_of.date())
        _print_detail(needs_somebody, rules, report.waivers, lapsed)
        click.echo()
    _print_passes([result for result in report.results if result.outcome == "pass"], rules)
    click.echo()
    totals = " · ".join(f"{say(OUTCOMES[kind])} {counts[kind]}" for kind in ("violation", "gap", "pass"))
    waived = sum(
        result.check_id in report.waivers for result in report.results if result.outcome == "violation"
    )
    if waived:
        totals += say(Text(zh=f"（违反中 {waived} 项已豁免）", en=f" ({waived} of the violations waived)"))
    moment = f"{report.as_of:%Y-%m-%d %H:%M}"
    click.echo(say(Text(zh=f"截至 {moment}：{totals}", en=f"As of {moment}: {totals}")))
    _print_places(workspace)
    for problem in report.undelivered:
        warn(problem)


def _print_detail(
    results: Sequence[CheckResult],
    rules: Mapping[str, Check],
    waivers: Mapping[str, Waiver],
    lapsed: Mapping[str, Waiver],
) -> None:
    print_table(
        Text(zh="需要处理", en="Needs somebody"),
        [
            Text(zh="结果", en="outcome"),
            Text(zh="检查", en="check"),
            Text(zh="违反 / 对象", en="breaches / judged"),
            Text(zh="原因与措施", en="why, and what to do"),
        ],
        [
            [
                outcome_cell(result.outcome),
                result.check_id,
                f"{result.breaches:,} / {result.population:,}",
                "\n".join(
                    [
                        *_why(result, rules[result.check_id]),
                        *_waiver(result, waivers.get(result.check_id), lapsed.get(result.check_id)),
                    ]
                ),
            ]
            for result in results
        ],
    )


def _why(result: CheckResult, check: Check) -> list[str]:
    if result.gap is not None:
        return [say(result.gap)]
    colon = say(Text(zh="：", en=": "))
    reasons = [f"{say(check.reasons[code])}{colon}{count:,}" for code, count in result.reasons.items()]
    return [*reasons, f"→ {say(check.remedy)}"]


def _waiver(result: CheckResult, waiver: Waiver | None, lapsed: Waiver | None) -> list[str]:
    """Who answers for a violation and until when, or that nobody does any more."""
    if result.outcome != "violation":
        return []
    if waiver is not None:
        until, owner = waiver.expires_at, escape(waiver.owner)
        return [
            say(
                Text(
                    zh=f"豁免至 {until}，由{owner}负责：{escape(waiver.reason.zh)}",
                    en=f"Waived until {until} by {owner}: {escape(waiver.reason.en)}",
                )
            )
        ]
    if lapsed is not None:
        return [
            say(
                Text(
                    zh=f"豁免已于 {lapsed.expires_at} 失效，不再有效力",
                    en=f"Its waiver expired on {lapsed.expires_at} and has no effect",
                )
            )
        ]
    return []


def _print_passes(results: Sequence[CheckResult], rules: Mapping[str, Check]) -> None:
    by_capability: dict[str, list[CheckResult]] = {}
    for result in results:
        by_capability.setdefault(rules[result.check_id].capability, []).append(result)
    print_table(
        Text(zh="通过的检查", en="What passed"),
        [
            Text(zh="能力", en="capability"),
            Text(zh="检查数", en="checks"),
            Text(zh="对象数", en="subjects judged"),
        ],
        [
            [
                say(CAPABILITIES[capability]),
                str(len(passed)),
                f"{sum(result.population for result in passed):,}",
            ]
            for capability, passed in by_capability.items()
        ],
    )


def _print_places(workspace: Workspace) -> None:
    index = workspace.pages_dir / "index.html"
    if index.is_file():
        here = Path.cwd()
        shown = index.relative_to(here) if index.is_relative_to(here) else index
        click.echo(say(Text(zh=f"页面：{shown}", en=f"Pages: {shown}")))
    click.echo(
        say(
            Text(
                zh="逐项查看：quanyi checks · 按条款：quanyi clauses · Dagster 界面：quanyi dev",
                en="Check by check: quanyi checks · by clause: quanyi clauses · in Dagster: quanyi dev",
            )
        )
    )
