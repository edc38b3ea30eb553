"""`quanyi scan`: a one-off scan of a file, a folder or a store."""

import json
import sys
from collections.abc import Iterator
from typing import Any

import click

from policy.text import Text


@click.command()
@click.argument("source")
@click.option("--level", type=click.Choice(["column", "cell"]), default="column", show_default=True)
@click.option(
    "--format", "output_format", type=click.Choice(["table", "jsonl"]), default="table", show_default=True
)
@click.option(
    "--sample",
    type=click.IntRange(min=1),
    metavar="N",
    help="Judge columns by N random rows a table; at cell level, read the first N rows.",
)
def scan(source: str, level: str, output_format: str, sample: int | None) -> None:
    """Scan SOURCE for personal information: a file, a folder, or a store's URL.

    Prints kinds, places and shares, never a value.
    """
    from privacy.detection.engine import build_analyzer
    from privacy.stores.read_catalog import read_catalog
    from privacy.stores.source import attach_source

    with attach_source(source) as (connection, stores):
        tables = read_catalog(connection, stores).tables
        analyzer = build_analyzer()
        rows = _cells if level == "cell" else _columns
        found = rows(connection, tables, analyzer, sample)
        if output_format == "jsonl":
            for row in found:
                sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
        elif level == "cell":
            _print_cells(found)
        else:
            _print_columns(found)


def _batches(connection: Any, table: Any, restriction: str = "") -> Iterator[Any]:
    from warehouse.extraction import BATCH_ROWS

    query = f"SELECT * FROM {table.sql_name} {restriction}"
    yield from connection.execute(query).to_arrow_reader(BATCH_ROWS)


def _columns(connection: Any, tables: Any, analyzer: Any, sample: int | None) -> Iterator[dict[str, Any]]:
    """One row a verdict.

    `excluded_above` is the share above which a kind that a sampled table does not show is excluded at 95 %;
    None where every row was read.
    """
    from pipelines.cli.output import progress_bars, say
    from policy.bundle import Policy
    from privacy.detection.scan_source import scan_batches
    from privacy.detection.verdict import prevalence_bound

    grades = {name: grade.sensitivity for name, grade in Policy().pii.entity_types.items()}
    # The bound that a sampled verdict states holds for random rows only; the seed keeps it repeatable.
    restriction = f"USING SAMPLE reservoir({sample} ROWS) REPEATABLE (1)" if sample else ""
    with progress_bars() as listen:
        for position, table in enumerate(tables):
            listen("scan (tables)", position, len(tables))
            sampled = sample if sample and sample < (table.row_count or 0) else None
            verdicts = scan_batches(
                _batches(connection, table, restriction),
                analyzer,
                table=table.name,
                sensitivity=grades,
                total_rows=table.row_count,
            )
            for verdict in verdicts:
                yield {
                    "table": verdict.table,
                    "column": _place(verdict.column, verdict.path),
                    "entity_type": verdict.entity_type,
                    "share": round(verdict.share, 4),
                    "findings": verdict.findings,
                    "rows": verdict.rows,
                    "sensitivity": verdict.sensitivity,
                    "why": say(verdict.why),
                    "kind": verdict.kind,
                    "confidence": verdict.confidence,
                    "sampled_rows": sampled,
                    "excluded_above": round(prevalence_bound(sampled), 6) if sampled else None,
                }
        listen("scan (tables)", len(tables), len(tables))


def _cells(connection: Any, tables: Any, analyzer: Any, sample: int | None) -> Iterator[dict[str, Any]]:
    from privacy.detection.scan_source import scan_cells

    restriction = f"LIMIT {sample}" if sample else ""
    for table in tables:
        for findings in scan_cells(_batches(connection, table, restriction), analyzer, table=table.name):
            for row in findings.to_pylist():
                yield {
                    "table": table.name,
                    "column": _place(row["column"], row["path"]),
                    "row": row["row"],
                    "entity_type": row["entity_type"],
                    "start": row["start"],
                    "end": row["end"],
                    "score": round(row["score"], 4),
                }


def _place(column: str, path: str | None) -> str:
    return column if path is None else f"{column}{path}"


def _print_columns(found: Iterator[dict[str, Any]]) -> None:
    from pipelines.cli.output import print_table

    rows = [
        [
            f"{row['table']}.{row['column']}",
            row["entity_type"],
            f"{row['share']:.1%}",
            f"{row['confidence']:.2f}",
            row["sensitivity"],
            row["why"],
        ]
        for row in found
    ]
    print_table(
        Text(zh=f"发现个人信息的列：{len(rows)}", en=f"Columns with personal information: {len(rows)}"),
        [
            Text(zh="列", en="column"),
            Text(zh="种类", en="kind"),
            Text(zh="占比", en="share"),
            Text(zh="把握", en="confidence"),
            Text(zh="敏感度", en="sensitivity"),
            Text(zh="理由", en="why"),
        ],
        rows,
    )


def _print_cells(found: Iterator[dict[str, Any]]) -> None:
    from pipelines.cli.output import print_table

    print_table(
        Text(zh="发现", en="Findings"),
        [
            Text(zh=name, en=name)
            for name in ("table", "column", "row", "entity_type", "start", "end", "score")
        ],
        [[str(value) for value in row.values()] for row in found],
    )
