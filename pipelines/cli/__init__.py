"""The command line: `quanyi`. Commands import what they need when they run, so that help is instant."""

import os
import sys

import click

from pipelines.cli.alerts import alerts
from pipelines.cli.anonymize import anonymize
from pipelines.cli.breach import breach
from pipelines.cli.checks import checks
from pipelines.cli.clauses import clauses
from pipelines.cli.demo import demo
from pipelines.cli.dev import dev
from pipelines.cli.drill import drill
from pipelines.cli.erasure import erasure
from pipelines.cli.evidence import evidence
from pipelines.cli.export import export
from pipelines.cli.ledger import ledger
from pipelines.cli.offenders import offenders
from pipelines.cli.pages import pages
from pipelines.cli.requests import requests
from pipelines.cli.run import run
from pipelines.cli.scan import scan
from pipelines.cli.stores import stores
from pipelines.cli.verdicts import verdicts
from pipelines.cli.worklist import worklist
from policy.errors import QuanyiError
from policy.text import terminal_language

USAGE_EXIT = 64
FAILED_EXIT = 3


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="quanyi")
def cli() -> None:
    """权益 Quanyi: user-rights compliance, proven clause by clause.

    Exit codes: 0 all pass, 1 a violation that is not waived, 2 only gaps or waived violations, 3 the job
    failed, 64 wrong usage or configuration.
    """


for command in (
    demo, run, scan, anonymize, verdicts, checks, offenders, worklist, clauses, evidence, erasure, requests,
    breach, ledger, drill, stores, pages, export, alerts, dev,
):  # fmt: skip
    cli.add_command(command)


def main() -> None:
    """Run the command line; every error is one line on standard error, never a traceback."""
    try:
        code = cli.main(prog_name="quanyi", standalone_mode=False)
    except QuanyiError as error:
        _say(error.line(terminal_language()))
        code = error.exit_code
    except click.UsageError as error:
        hint = f" Try: {error.ctx.command_path} --help" if error.ctx and error.ctx.parent else ""
        _say(f"{error.format_message()}{hint}")
        code = USAGE_EXIT
    except click.ClickException as error:
        _say(error.format_message())
        code = USAGE_EXIT
    except (click.Abort, KeyboardInterrupt):
        _say("已中断 / interrupted")
        code = FAILED_EXIT
    except BrokenPipeError:
        sys.stderr.close()
        code = 0
    except Exception as error:
        if "QUANYI_DEBUG" in os.environ:
            raise
        # The text of a foreign error may quote a value, so only its kind is shown.
        _say(
            f"{type(error).__name__}: 程序出错，未写入不完整的结果 / an internal error; nothing was left "
            "half-written. QUANYI_DEBUG=1 shows where."
        )
        code = FAILED_EXIT
    sys.exit(code or 0)


def _say(line: str) -> None:
    click.echo(f"quanyi: {line}", err=True)
