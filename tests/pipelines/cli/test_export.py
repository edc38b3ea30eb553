"""`quanyi export`: a workbook or a folder, from the published copy."""

import csv
from datetime import datetime

import pytest

from policy.bundle import Policy
from policy.text import Text
from warehouse.database import open_warehouse
from warehouse.publishing.describe import Stamp
from warehouse.publishing.publish import publish


@pytest.fixture
def published(folder) -> None:
    stamp = Stamp(Text(zh="甲", en="A"), "run", datetime(2026, 3, 16, 23), "hash")
    with open_warehouse(folder / "w.duckdb") as warehouse:
        warehouse.execute("CREATE TABLE models.kpi_satisfaction AS SELECT 's1' AS survey_id, 40 AS responses")
        publish(warehouse, folder / ".data" / "published" / "quanyi.duckdb", Policy().complaints, stamp)


def test_the_ending_decides_between_a_workbook_and_csv_files(quanyi, folder, published) -> None:
    assert quanyi("export", "figures.xlsx") == (0, "figures.xlsx: 3 tables\n", "")
    assert (folder / "figures.xlsx").read_bytes().startswith(b"PK")
    assert quanyi("export", "out/csv", language="zh") == (0, "out/csv：3 张表\n", "")
    with (folder / "out" / "csv" / "kpi_satisfaction.csv").open(encoding="utf-8-sig", newline="") as file:
        assert list(csv.DictReader(file)) == [{"survey_id": "s1", "responses": "40"}]
    code, _, err = quanyi("export", "figures.xls")
    assert code == 64 and "Give a file that ends in .xlsx" in err


def test_single_tables_and_what_is_not_there(quanyi, folder, published) -> None:
    assert quanyi("export", "one", "--table", "kpi_satisfaction")[0] == 0
    names = sorted(path.name for path in (folder / "one").iterdir())
    assert names == ["about.csv", "definitions.csv", "kpi_satisfaction.csv"]
    code, _, err = quanyi("export", "two", "--table", "users")
    assert code == 64 and err == "quanyi: No table users is published. Choose among: kpi_satisfaction\n"
    assert not (folder / "two").exists()


def test_before_the_first_run_the_remedy_is_told(quanyi) -> None:
    code, _, err = quanyi("export", "figures.xlsx")
    assert code == 64 and err == "quanyi: Nothing is published yet. Run `quanyi run` first.\n"
