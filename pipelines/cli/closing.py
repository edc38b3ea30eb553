"""The closing table of a run: what was found, what it means, where to look."""

import click

from assets.duty_results import CAPABILITIES
from pipelines.cli.output import OUTCOMES, outcome_cell, print_table, say
from pipelines.execute import RunReport
from policy.text import Text
from warehouse.workspace import Workspace

_ORDER = ("violation", "gap", "pass")


def print_closing(workspace: Workspace, report: RunReport) -> None:
    rules = {check.id: check for check in workspace.policy.checks}
    results = sorted(report.results, key=lambda result: (_ORDER.index(result.outcome), result.check_id))
    print_table(
        Text(zh=f"截至 {report.as_of:%Y-%m-%d %H:%M}", en=f"As of {report.as_of:%Y-%m-%d %H:%M}"),
        [
            Text(zh="结果", en="outcome"),
            Text(zh="能力", en="capability"),
            Text(zh="检查", en="check"),
            Text(zh="违反/对象", en="breaches / population"),
            Text(zh="含义", en="what it means"),
        ],
        [
            [
                outcome_cell(result.outcome),
                say(CAPABILITIES[rules[result.check_id].capability]),
                result.check_id.partition(".")[2],
                f"{result.breaches:,} / {result.population:,}",
                _meaning(
                    result.outcome, result.gap, rules[result.check_id].title, rules[result.check_id].remedy
                ),
            ]
            for result in results
        ],
    )
    counts = {kind: sum(result.outcome == kind for result in results) for kind in _ORDER}
    click.echo()
    click.echo("  ".join(f"{say(OUTCOMES[kind])}: {count}" for kind, count in counts.items()))
    index = workspace.pages_dir / "index.html"
    if index.is_file():
        click.echo(f"{say(Text(zh='页面', en='Pages'))}: {index}")
    click.echo(
        say(
            Text(
                zh="逐条查看:quanyi checks · 条款覆盖:quanyi clauses · Dagster 界面:quanyi dev",
                en="One by one: quanyi checks · by clause: quanyi clauses · in the Dagster UI: quanyi dev",
            )
        )
    )


def _meaning(outcome: str, gap: Text | None, title: Text, remedy: Text) -> str:
    if outcome == "violation":
        return say(remedy)
    return say(gap) if gap else say(title)
