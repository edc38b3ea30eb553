"""`quanyi run`: the scheduled job, in this process, on the configured stores."""

from pathlib import Path

import click

from pipelines.cli.options import config_option


@click.command()
@config_option
@click.option("--select", "group", metavar="GROUP", help="Run only one group of assets.")
@click.option("--as-of", metavar="DATE", help="Judge as of this day or moment; default: now.")
@click.option("--full-scan", is_flag=True, help="Read every chunk of every store again, changed or not.")
def run(config_path: Path | None, group: str | None, as_of: str | None, full_scan: bool) -> int:
    """Run the job on the configured stores and print what was found.

    Exit codes: 0 all pass, 1 a violation that is not waived, 2 only gaps or waived violations, 3 the job
    failed, 64 wrong usage or configuration.
    """
    from pipelines.cli.closing import print_closing
    from pipelines.cli.output import progress_bars, say
    from pipelines.prepare import prepare
    from warehouse.workspace import Workspace

    workspace = Workspace.open(config_path)
    moment = prepare(workspace, as_of)
    from assets.scan import scan_coverage
    from pipelines.execute import execute
    from privacy.detection.incremental.coverage import summary

    with progress_bars() as listen:
        report = execute(workspace, group=group, as_of=moment, on_progress=listen, full_scan=full_scan)
    print_closing(workspace, report)
    if covered := scan_coverage(workspace, report.run_id):
        click.echo(say(summary(covered)))
    return report.exit_code
