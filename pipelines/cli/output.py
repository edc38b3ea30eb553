"""How the command line shows things: tables, progress, JSON, in the language of the terminal."""

import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich.cells import cell_len
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from assets.progress import ProgressListener
from policy.errors import QuanyiError
from policy.text import Text, terminal_language

OUTCOMES = {
    "pass": Text(zh="通过", en="pass"),
    "violation": Text(zh="违反", en="violation"),
    "gap": Text(zh="无法判断", en="cannot tell"),
}
OUTCOME_STYLES = {"pass": "green", "violation": "bold red", "gap": "yellow"}
OUTCOME_MARKS = {"pass": "✓", "violation": "✗", "gap": "?"}


def say(text: Text) -> str:
    return text.in_language(terminal_language())


def warn(problem: QuanyiError) -> None:
    """One line on standard error."""
    click.echo(f"quanyi: {problem.line(terminal_language())}", err=True)


def print_json(value: Any) -> None:
    json.dump(value, sys.stdout, ensure_ascii=False, indent=2)
    sys.stdout.write("\n")


def print_table(title: Text, headings: Sequence[Text], rows: Sequence[Sequence[str]]) -> None:
    table = Table(title=say(title), title_justify="left", title_style="bold", header_style="dim", box=None)
    for heading in headings:
        table.add_column(say(heading), overflow="fold")
    numbers = [all(cell.replace(",", "").isdigit() for cell in cells) for cells in zip(*rows, strict=True)]
    for place, is_number in enumerate(numbers):
        if is_number:
            # Digits are never broken; a heading breaks between its words only.
            words = [*say(headings[place]).split(), *(row[place] for row in rows)]
            table.columns[place].min_width = max(cell_len(word) for word in words)
            table.columns[place].justify = "right"
    console = Console()
    # An id is not broken while there is room beside it, so that it can be copied; a title may be.
    longest = max((cell_len(row[0]) for row in rows), default=0)
    table.columns[0].no_wrap = longest <= console.width // 2 and not any(" " in row[0] for row in rows)
    for row in rows:
        table.add_row(*row)
    console.print(table)


def outcome_cell(outcome: str) -> str:
    return f"[{OUTCOME_STYLES[outcome]}]{OUTCOME_MARKS[outcome]} {say(OUTCOMES[outcome])}[/]"


@contextmanager
def progress_bars() -> Iterator[ProgressListener]:
    """A bar a step on standard error; the listener takes step, done and total."""
    columns = (
        TextColumn("{task.description:<28}"),
        BarColumn(),
        TextColumn("{task.completed:>9,.0f}/{task.total:,.0f}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True)) as progress:
        tasks: dict[str, Any] = {}

        def listen(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = progress.add_task(step, total=total or 1)
            progress.update(tasks[step], completed=done if total else 1, total=total or 1)

        yield listen
