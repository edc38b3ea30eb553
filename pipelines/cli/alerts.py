"""`quanyi alerts`: telling people elsewhere, and trying whether they can be told."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipelines.cli.options import config_option

if TYPE_CHECKING:
    from warehouse.alerting.alerts import Outcome

FAILED_EXIT = 3


@click.group()
def alerts() -> None:
    """Alerts by e-mail, webhook, DingTalk, Feishu or WeCom: titles and counts, once a change.

    Every run sends them; receivers stand under `alerts:` in quanyi.yaml. Exit code 3: one was not reached.
    """


@alerts.command()
@click.option("--receiver", "names", multiple=True, metavar="NAME", help="Only this one; may be repeated.")
@config_option
def test(names: tuple[str, ...], config_path: Path | None) -> int:
    """Send one test message to each receiver."""
    from policy.errors import ConfigError, UsageError
    from policy.text import Text
    from warehouse.alerting.alerts import send_trial
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    receivers = workspace.config.alerts.receivers
    if not receivers:
        raise ConfigError(
            Text(zh="quanyi.yaml 中没有告警接收方", en="quanyi.yaml names no receiver of alerts"),
            Text(zh="请按 docs/alerts.zh-CN.md 填写 alerts。", en="Write `alerts:` as docs/alerts.md shows."),
        )
    if unknown := sorted(set(names) - {one.name for one in receivers}):
        known = [one.name for one in receivers]
        raise UsageError(
            Text(zh=f"没有接收方 {'、'.join(unknown)}", en=f"There is no receiver {', '.join(unknown)}"),
            Text(zh=f"可选：{'、'.join(known)}", en=f"Choose among: {', '.join(known)}"),
        )
    return _report(send_trial(workspace, [one for one in receivers if not names or one.name in names]))


@alerts.command()
@config_option
def send(config_path: Path | None) -> int:
    """Send what has changed since the last alert, as every run does at its end.

    For a timer that runs more often than the job: deadlines of incidents come within hours.
    """
    from warehouse.alerting.alerts import send_alerts
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    workspace.policy.validate()
    return _report(send_alerts(workspace, workspace.as_of()))


def _report(outcomes: Sequence["Outcome"]) -> int:
    """A line for each receiver; those who were not reached on standard error."""
    from pipelines.cli.output import say, warn
    from policy.text import Text

    for outcome in outcomes:
        if outcome.problem is None:
            click.echo(say(Text(zh=f"已告知 {outcome.receiver}", en=f"{outcome.receiver} was told")))
        else:
            warn(outcome.problem)
    if not outcomes:
        click.echo(say(Text(zh="没有新的变化", en="Nothing has changed")))
    return FAILED_EXIT if any(outcome.problem is not None for outcome in outcomes) else 0
