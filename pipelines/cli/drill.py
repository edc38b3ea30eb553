"""`quanyi drill`: plant each violation in a small demo; its check must notice, and no other."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.options import format_option
from policy.text import Text

if TYPE_CHECKING:
    from pipelines.drill import DrillResult

FOLDER = Path(".data/drill")
_REMEDIES = {
    "unplanted": Text(zh="请写 demo/plants/{check}.yaml", en="write demo/plants/{check}.yaml"),
    "undetected": Text(
        zh="植入后检查未报违反：请修正植入步骤或该检查的查询",
        en="its plant does not violate it: mend the plant's steps or the check's query",
    ),
}


@click.command()
@click.option("--only", multiple=True, metavar="ID", help="Drill this check; repeat it for several.")
@format_option
def drill(only: tuple[str, ...], output_format: str) -> int:
    """Plant the violation of every check in the stores of a small demo of its own, and judge each copy.

    Exits 0 when every violation is detected and no other check raises a false alarm, else 1.
    """
    from pipelines.cli.output import print_json, progress_bars
    from pipelines.drill import drill as run_drill

    with progress_bars() as listen:
        results = run_drill(FOLDER.resolve(), only, on_progress=listen)
    if output_format == "json":
        print_json(
            [
                {
                    "check": result.check,
                    "detected": result.detected,
                    "also_expected": list(result.also_expected),
                    "false_alarms": list(result.false_alarms),
                }
                for result in results
            ]
        )
    else:
        _print(results)
    return 0 if all(result.holds for result in results) else 1


def _print(results: Sequence["DrillResult"]) -> None:
    from pipelines.cli.output import print_table, say

    print_table(
        Text(zh="演练：逐项植入违规", en="Drill: one violation planted at a time"),
        [
            Text(zh="检查", en="check"),
            Text(zh="发现", en="detected"),
            Text(zh="误报", en="false alarms"),
            Text(zh="一并预期的检查", en="also expected"),
            Text(zh="措施", en="what to do"),
        ],
        [
            [
                result.check,
                say(Text(zh="✓ 是", en="✓ yes") if result.detected else Text(zh="✗ 否", en="✗ no")),
                "\n".join(result.false_alarms),
                "\n".join(result.also_expected),
                _remedy(result),
            ]
            for result in results
        ],
    )
    click.echo()
    click.echo(say(_closing(results)))


def _remedy(result: "DrillResult") -> str:
    from pipelines.cli.output import say

    if result.detected:
        return ""
    return say(_REMEDIES["undetected" if result.planted else "unplanted"]).format(check=result.check)


def _closing(results: Sequence["DrillResult"]) -> Text:
    """The counts, and what they mean."""
    detected = sum(result.detected for result in results)
    alarms = sum(len(result.false_alarms) for result in results)
    if all(result.holds for result in results):
        meaning = Text(
            zh="每项检查在其义务被违反时报警，且只在那时报警。",
            en="each check fails when its duty is broken, and for nothing else that was planted.",
        )
    else:
        meaning = Text(
            zh="上表未发现或有误报的检查，其「通过」暂不足为凭。",
            en="a pass of the checks that missed or mistook a violation cannot be relied on yet.",
        )
    return Text(
        zh=f"植入 {len(results)} 项违规，发现 {detected} 项，误报 {alarms} 次：{meaning.zh}",
        en=f"{detected} of {len(results)} violations detected, {alarms} false alarms: {meaning.en}",
    )
