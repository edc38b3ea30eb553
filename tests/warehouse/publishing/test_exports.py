"""Excel and CSV, read back with other programs than wrote them."""

import csv
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import pytest

from policy.bundle import Policy
from policy.errors import UsageError
from warehouse.publishing import workbook
from warehouse.publishing.csv_files import write_csv
from warehouse.publishing.exported import read_tables
from warehouse.publishing.tables import load_published
from warehouse.publishing.workbook import write_workbook

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
EXPORTED = ["about", *sorted(load_published()), "definitions"]


class Book:
    """What a workbook's own XML says."""

    def __init__(self, path: Path) -> None:
        self.archive = zipfile.ZipFile(path)
        assert self.archive.testzip() is None
        strings = self._xml("xl/sharedStrings.xml").iter(f"{MAIN}si")
        self.strings = ["".join(part.text or "" for part in each.iter(f"{MAIN}t")) for each in strings]
        self.sheets = [each.get("name") for each in self._xml("xl/workbook.xml").iter(f"{MAIN}sheet")]

    def rows(self, sheet: str) -> list[dict[str, str]]:
        """Column letter -> text of the cell, a row; cells without a value are left out."""
        place = self.sheets.index(sheet) + 1
        found = []
        for row in self._xml(f"xl/worksheets/sheet{place}.xml").iter(f"{MAIN}row"):
            cells = {}
            for cell in row.iter(f"{MAIN}c"):
                value = cell.findtext(f"{MAIN}v")
                assert cell.find(f"{MAIN}f") is None, "a formula"
                if value is not None:
                    letters = (cell.get("r") or "").rstrip("0123456789")
                    cells[letters] = self.strings[int(value)] if cell.get("t") == "s" else value
            found.append(cells)
        return found

    def _xml(self, name: str) -> ElementTree.Element:
        return ElementTree.fromstring(self.archive.read(name))


def test_the_workbook_has_a_sheet_a_table_with_both_languages_and_the_values(
    copy: Path, tmp_path: Path
) -> None:
    path = tmp_path / "figures.xlsx"
    write_workbook(read_tables(copy), path)
    book = Book(path)
    assert book.sheets == EXPORTED
    header, *rows = book.rows("kpi_complaints_monthly")
    assert header["A"] == "月初\nFirst day of the month\nmonth"
    assert header["C"] == "收到的投诉\nComplaints received\nreceived"
    assert [row["C"] for row in rows] == ["10", "3", "3", "20", "3", "8"]
    answered = next(letter for letter, title in header.items() if title.endswith("\nanswered"))
    assert [row.get(answered) for row in rows] == ["10", None, None, "20", None, "8"]
    assert rows[0]["A"] == "45931"  # 2025-10-01 as Excel counts days
    assert "=app" in {row.get("A") for row in book.rows("kpi_complaints_by_channel")}
    titles = {row["C"]: (row["D"], row["E"]) for row in book.rows("definitions")[1:]}
    assert titles["backlog_age_max_hours"] == ("最长未结时长", "Greatest age of the open")
    assert book.rows("about")[0]["A"] == "表名\nName of the table\ntable_name"


def test_csv_files_hold_the_same_and_no_formula(copy: Path, tmp_path: Path) -> None:
    folder = tmp_path / "csv"
    files = write_csv(read_tables(copy), folder)
    assert [file.name for file in files] == [f"{name}.csv" for name in EXPORTED]
    assert sorted(folder.iterdir()) == sorted(files)
    assert files[0].read_bytes().startswith("\ufeff".encode())
    with (folder / "kpi_complaints_monthly.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["received"] for row in rows] == ["10", "3", "3", "20", "3", "8"]
    assert [row["answered"] for row in rows] == ["10", "", "", "20", "", "8"]
    with (folder / "kpi_complaints_by_channel.csv").open(encoding="utf-8-sig", newline="") as file:
        assert {row["channel"] for row in csv.DictReader(file)} == {"'=app"}


def test_single_tables_come_with_what_explains_them_and_unknown_ones_are_refused(copy: Path) -> None:
    names = [table.name for table in read_tables(copy, ["kpi_satisfaction"])]
    assert names == ["about", "kpi_satisfaction", "definitions"]
    with pytest.raises(UsageError, match="No table complaints is published"):
        read_tables(copy, ["complaints"])
    with pytest.raises(UsageError, match="Nothing is published yet"):
        read_tables(copy.with_name("none.duckdb"))


def test_a_table_too_long_for_a_sheet_is_refused_and_the_old_workbook_stays(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, policy: Policy
) -> None:
    path = tmp_path / "figures.xlsx"
    path.write_bytes(b"the last good one")
    monkeypatch.setattr(workbook, "MOST_ROWS", 5)
    with pytest.raises(UsageError, match="more than a sheet of Excel holds"):
        write_workbook(read_tables(copy, ["kpi_complaints_monthly"]), path)
    assert path.read_bytes() == b"the last good one"


def test_sheets_may_have_the_tables_names() -> None:
    assert max(map(len, EXPORTED)) <= 31
