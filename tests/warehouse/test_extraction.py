from datetime import date
from pathlib import Path

import duckdb
import pytest

from policy.errors import MappingError
from privacy.treatments.pseudonym import Pseudonymiser
from warehouse.contracts import Contract
from warehouse.database import open_warehouse
from warehouse.extraction import Treatment, extract_entity

CONTRACT = Contract.model_validate(
    {
        "entity": "people",
        "origin": "store",
        "grain": {"zh": "一人一行", "en": "one row per person"},
        "key": ["id"],
        "columns": {
            "id": {"type": "text", "treatment": "key(user)", "required": True},
            "phone_state": {"type": "text", "treatment": "derive(phone_state)", "from": ["phone"]},
            "seen_at": {"type": "timestamp"},
        },
    }
)
GOOD = "SELECT no AS id, tel AS phone, seen AS seen_at FROM app.main.t_person"


@pytest.fixture
def session() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("ATTACH ':memory:' AS app")
    connection.execute("CREATE TABLE app.main.t_person (no VARCHAR, tel VARCHAR, seen VARCHAR)")
    connection.execute(
        "INSERT INTO app.main.t_person VALUES ('m-1', '13800138000', '2026-03-01'), ('m-2', '1', NULL)"
    )
    return connection


@pytest.fixture
def treatment() -> Treatment:
    return Treatment(Pseudonymiser(b"k" * 32), date(2026, 3, 16))


def extract(session, tmp_path: Path, treatment: Treatment, sql: str, warehouse) -> int:
    mapping = tmp_path / "people.sql"
    mapping.write_text(sql)
    return extract_entity(session, warehouse, CONTRACT, mapping, treatment)


def test_raw_values_are_treated_before_they_are_persisted(session, tmp_path, treatment) -> None:
    path = tmp_path / "w.duckdb"
    with open_warehouse(path) as warehouse:
        assert extract(session, tmp_path, treatment, GOOD, warehouse) == 2
        rows = warehouse.execute("SELECT * FROM entities.people ORDER BY seen_at").fetchall()
        assert [row[1] for row in rows] == ["valid", "invalid"]
        assert rows[0][0] == treatment.pseudonymiser.one("user", "m-1")
        columns = [row[0] for row in warehouse.execute("DESCRIBE entities.people").fetchall()]
        assert columns == ["id", "phone_state", "seen_at"]
    written = path.read_bytes()
    assert b"13800138000" not in written and b"m-1" not in written


@pytest.mark.parametrize(
    ("sql", "says"),
    [
        ("SELECT no AS id, tel AS phone FROM app.main.t_person", "seen_at"),
        (
            "SELECT no AS id, tel AS phone, seen AS seen_at, tel FROM app.main.t_person",
            "outside the contract: tel",
        ),
        ("SELECT absent AS id, tel AS phone, seen AS seen_at FROM app.main.t_person", "absent"),
        ("SELECT no AS id, tel AS phone, seen AS seen_at FROM app.main.t_gone", "t_gone"),
        ("SELEKT 1", "cannot run"),
    ],
)
def test_a_wrong_mapping_names_itself_and_keeps_the_old_rows(session, tmp_path, treatment, sql, says) -> None:
    with open_warehouse(tmp_path / "w.duckdb") as warehouse:
        extract(session, tmp_path, treatment, GOOD, warehouse)
        with pytest.raises(MappingError) as error:
            extract(session, tmp_path, treatment, sql, warehouse)
        assert says in error.value.line("en") and "people.sql" in error.value.line("zh")
        assert "\n" not in error.value.line("en")
        assert warehouse.execute("SELECT count(*) FROM entities.people").fetchone() == (2,)


def test_a_value_of_the_wrong_type_is_never_printed(session, tmp_path, treatment) -> None:
    session.execute("UPDATE app.main.t_person SET seen = '13800138000'")
    with open_warehouse(tmp_path / "w.duckdb") as warehouse, pytest.raises(MappingError) as error:
        extract(session, tmp_path, treatment, GOOD, warehouse)
    assert "13800138000" not in str(error.value) and error.value.__cause__ is None
