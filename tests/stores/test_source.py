import sqlite3
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from policy.errors import UsageError
from privacy.stores.read_catalog import read_catalog
from privacy.stores.source import attach_source


def tables(source: str | Path) -> set[tuple[str, int]]:
    with attach_source(str(source)) as (connection, stores):
        return {(table.name, table.row_count or 0) for table in read_catalog(connection, stores).tables}


def test_a_folder_of_several_kinds_is_read_whole(tmp_path: Path) -> None:
    pq.write_table(pa.table({"a": [1, 2]}), tmp_path / "events.parquet")
    (tmp_path / "people.csv").write_text("name\nx\n")
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "1.jsonl").write_text('{"m": "x"}\n{"m": "y"}\n')
    assert tables(tmp_path) == {("events", 2), ("people", 1), ("logs", 2)}


def test_one_file_is_read_without_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("name\nx\n")
    (tmp_path / "other.csv").write_text("name\nx\n")
    assert tables(tmp_path / "people.csv") == {("people", 1)}


def test_database_files_are_recognised_by_their_suffix(tmp_path: Path) -> None:
    with sqlite3.connect(tmp_path / "app.db") as database:
        database.execute("CREATE TABLE t (a TEXT)")
    assert tables(tmp_path / "app.db") == {("t", 0)}


@pytest.mark.parametrize("name", ["absent.csv", "notes.txt", "empty"])
def test_what_cannot_be_scanned_is_named(tmp_path: Path, name: str) -> None:
    (tmp_path / "notes.txt").write_text("x")
    (tmp_path / "empty").mkdir()
    with pytest.raises(UsageError, match="cannot be scanned"), attach_source(str(tmp_path / name)):
        pass


def test_an_address_is_never_shown_with_its_password() -> None:
    with pytest.raises(UsageError) as error, attach_source("oracle://u:s3cret@h/d"):
        pass
    assert "s3cret" not in error.value.line("en")
