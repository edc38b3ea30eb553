"""`quanyi checks`: the latest outcome of every check."""

from pathlib import Path

import click

from pipelines.cli.options import config_option, format_option


@click.command()
@config_option
@format_option
def checks(config_path: Path | None, output_format: str) -> None:
    """Show the latest outcome of every check."""
    from pipelines.cli.output import outcome_cell, print_json, print_table, say
    from policy.text import Text
    from policy.waivers import lapsed_waivers, waivers_in_force
    from warehouse.control import CheckResult, ControlStore
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    rules = {check.id: check for check in workspace.policy.checks}
    results = [
        result for result in ControlStore(workspace.control_path).latest_results() if result.check_id in rules
    ]
    waivers = workspace.policy.waivers

    def waived_until(result: CheckResult) -> str | None:
        """Of a violation: the last day of the waiver that was in force when it was judged."""
        waiver = waivers_in_force(waivers, result.as_of.date()).get(result.check_id)
        return waiver.expires_at.isoformat() if waiver and result.outcome == "violation" else None

    def waiver_line(result: CheckResult) -> str:
        lapsed = lapsed_waivers(waivers, result.as_of.date()).get(result.check_id)
        if until := waived_until(result):
            return "\n" + say(Text(zh=f"豁免至 {until}", en=f"waived until {until}"))
        if lapsed and result.outcome == "violation":
            day = lapsed.expires_at
            return "\n" + say(Text(zh=f"豁免已于 {day} 失效", en=f"its waiver expired on {day}"))
        return ""

    if output_format == "json":
        print_json(
            [
                {
                    "check": result.check_id,
                    "capability": rules[result.check_id].capability,
                    "outcome": result.outcome,
                    "population": result.population,
                    "breaches": result.breaches,
                    "undetermined": result.undetermined,
                    "reasons": result.reasons,
                    "waived_until": waived_until(result),
                    "gap": result.gap.model_dump() if result.gap else None,
                    "clauses": list(rules[result.check_id].clauses),
                    "severity": rules[result.check_id].severity,
                    "as_of": result.as_of.isoformat(),
                    "run": result.run_id,
                    "policy_hash": result.policy_hash,
                }
                for result in results
            ]
        )
        return
    print_table(
        Text(zh="各项检查的最新结果", en="Latest outcome of every check"),
        [
            Text(zh="检查", en="check"),
            Text(zh="结果", en="outcome"),
            Text(zh="对象数", en="population"),
            Text(zh="违反数", en="breaches"),
            Text(zh="内容", en="what it proves"),
        ],
        [
            [
                result.check_id,
                outcome_cell(result.outcome),
                f"{result.population:,}",
                f"{result.breaches:,}",
                (say(result.gap) if result.gap else say(rules[result.check_id].title)) + waiver_line(result),
            ]
            for result in results
        ],
    )
