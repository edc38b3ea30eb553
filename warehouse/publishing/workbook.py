"""The published tables as one Excel workbook: a sheet a table, and the sheets that explain them."""

from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeAlias

import xlsxwriter  # type: ignore[import-untyped]

from policy.errors import UsageError
from policy.text import Text
from warehouse.publishing.exported import ExportedTable
from warehouse.publishing.files import replacing

Format: TypeAlias = xlsxwriter.format.Format
Worksheet: TypeAlias = xlsxwriter.worksheet.Worksheet

MOST_ROWS = 1_048_575
"""Rows of a sheet below its header."""
_NUMBERS = {
    "count": "#,##0", "share": "0.0%", "hours": "#,##0.0", "score": "0.00", "money": "#,##0.00",
    "date": "yyyy-mm-dd", "time": "yyyy-mm-dd hh:mm",
}  # fmt: skip
# Nothing in a cell is a formula, a link or a number unless the table says so.
_LITERALLY = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_WIDEST = 60


def write_workbook(tables: Sequence[ExportedTable], path: Path) -> None:
    """Replace the file whole. A header row names each column in Chinese, in English and as it is called.

    Raises:
        UsageError: a table has more rows than a sheet.
    """
    for table in tables:
        if len(table.rows) > MOST_ROWS:
            raise UsageError(
                Text(
                    zh=f"表 {table.name} 有 {len(table.rows):,} 行，超过 Excel 的上限",
                    en=f"Table {table.name} has {len(table.rows):,} rows, more than a sheet of Excel holds",
                ),
                Text(zh="请改为导出 CSV。", en="Export it as CSV."),
            )
    with replacing(path) as new, xlsxwriter.Workbook(str(new), _LITERALLY) as book:
        header = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        formats = {unit: book.add_format({"num_format": shown}) for unit, shown in _NUMBERS.items()}
        for table in tables:
            _fill(book.add_worksheet(table.name), table, header, formats)


def _fill(sheet: Worksheet, table: ExportedTable, header: Format, formats: dict[str, Format]) -> None:
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(1, len(table.rows)), len(table.columns) - 1)
    sheet.set_row(0, 64)
    for place, column in enumerate(table.columns):
        sheet.write_string(0, place, f"{column.title.zh}\n{column.title.en}\n{column.name}", header)
        values = [row[place] for row in table.rows]
        sheet.set_column(place, place, _width(column.name, values))
        for line, value in enumerate(values, start=1):
            _write(sheet, line, place, value, formats, column.unit)


def _write(
    sheet: Worksheet, line: int, place: int, value: Any, formats: dict[str, Format], unit: str | None
) -> None:
    """Empty cells stay empty: they are suppressed or have no value."""
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, place, value)
    elif isinstance(value, datetime):
        sheet.write_datetime(line, place, value, formats["time"])
    elif isinstance(value, date):
        sheet.write_datetime(line, place, datetime(value.year, value.month, value.day), formats["date"])
    elif isinstance(value, str):
        sheet.write_string(line, place, value)
    else:
        sheet.write_number(line, place, value, formats.get(unit or ""))


def _width(name: str, values: Sequence[Any]) -> int:
    longest = max((len(value) for value in values if isinstance(value, str)), default=0)
    return min(_WIDEST, max(len(name), longest, 12))
