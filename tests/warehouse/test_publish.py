from pathlib import Path

import duckdb
import pytest

from warehouse.database import open_warehouse
from warehouse.publish import publish


def test_only_aggregates_are_published_and_the_old_copy_is_replaced_whole(tmp_path: Path) -> None:
    copy = tmp_path / "published" / "quanyi.duckdb"
    with open_warehouse(tmp_path / "w.duckdb") as warehouse:
        warehouse.execute("CREATE TABLE models.kpi_sample AS SELECT 1 AS n")
        warehouse.execute("CREATE TABLE models.dormant_accounts AS SELECT 'k1.0' AS account_id")
        warehouse.execute("CREATE TABLE entities.users AS SELECT 'k1.0' AS id")
        publish(warehouse, copy)
        warehouse.execute("CREATE OR REPLACE TABLE models.kpi_sample AS SELECT 2 AS n")
        assert publish(warehouse, copy) == ["kpi_sample"]
    with duckdb.connect(str(copy), read_only=True) as reader:
        assert reader.execute("SHOW ALL TABLES").fetchall()[0][2] == "kpi_sample"
        assert len(reader.execute("SHOW ALL TABLES").fetchall()) == 1
        assert reader.execute("SELECT n FROM kpi_sample").fetchone() == (2,)
    assert [path.name for path in copy.parent.iterdir()] == ["quanyi.duckdb"]


def test_a_failed_publish_leaves_the_last_good_copy(tmp_path: Path) -> None:
    copy = tmp_path / "quanyi.duckdb"
    copy.write_bytes(b"the last good one")
    with open_warehouse(tmp_path / "w.duckdb") as warehouse:
        warehouse.execute("CREATE VIEW models.kpi_broken AS SELECT 1")
        warehouse.execute("CREATE TABLE models.kpi_a AS SELECT 1 AS n")
        warehouse.execute("ATTACH ':memory:' AS published")  # the name is taken: the copy cannot be made
        with pytest.raises(duckdb.Error):
            publish(warehouse, copy)
    assert copy.read_bytes() == b"the last good one"
    assert [path.name for path in tmp_path.iterdir() if path.name.endswith(".new")] == []
