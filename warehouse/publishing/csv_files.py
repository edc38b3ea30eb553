"""The published tables as CSV files."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from warehouse.publishing.exported import ExportedTable
from warehouse.publishing.files import replacing

# A text that begins so is a formula to the spreadsheet that opens the file.
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def write_csv(tables: Sequence[ExportedTable], folder: Path) -> list[Path]:
    """One file a table, each replaced whole; returns the files.

    UTF-8 with a byte-order mark, without which Excel garbles Chinese. A text that would be a formula gets an
    apostrophe before it.
    """
    written = []
    for table in tables:
        path = folder / f"{table.name}.csv"
        with replacing(path) as new, new.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(column.name for column in table.columns)
            writer.writerows([_harmless(value) for value in row] for row in table.rows)
        written.append(path)
    return written


def _harmless(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_SIGNS) else value
