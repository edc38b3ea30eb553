"""The mapping gives every entity exactly as its contract asks, from the attached stores."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from demo.generate.content import table_names
from demo.platform import ensure_running
from policy.bundle import Policy
from privacy.stores.session import Session, open_session
from privacy.treatments.pseudonym import Pseudonymiser
from warehouse.config import load_config
from warehouse.contracts import load_contracts
from warehouse.database import SCHEMA
from warehouse.extraction import Treatment, extract_entity

STORED = sorted(name for name, contract in load_contracts().items() if contract.origin == "store")


@pytest.fixture(scope="module")
def session(clean_platform: Path) -> Iterator[Session]:
    ensure_running(clean_platform)
    with open_session(load_config(clean_platform / "quanyi.yaml").stores) as session:
        assert not session.failed
        yield session


@pytest.fixture(scope="module")
def warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect(":memory:")
    connection.execute(SCHEMA.read_text(encoding="utf-8"))
    return connection


def test_each_stored_entity_and_no_other_is_mapped(clean_platform: Path) -> None:
    assert sorted(path.stem for path in (clean_platform / "mapping").glob("*.sql")) == STORED


@pytest.mark.parametrize("entity", STORED)
def test_an_entity_keeps_its_contract(
    entity: str, clean_platform: Path, session: Session, warehouse: duckdb.DuckDBPyConnection
) -> None:
    contract = load_contracts()[entity]
    mapping = clean_platform / "mapping" / f"{entity}.sql"
    treatment = Treatment(Pseudonymiser(b"k" * 32), date(2026, 3, 16))
    assert extract_entity(session.connection, warehouse, contract, mapping, treatment) > 0
    table = f"entities.{entity}"
    for name, column in contract.columns.items():
        values = [
            value for (value,) in warehouse.execute(f'SELECT DISTINCT "{name}" FROM {table}').fetchall()
        ]
        if column.required:
            assert None not in values, name
        if column.enum:
            assert set(values) - {None} <= set(column.enum), name
    keys = ", ".join(f'"{name}"' for name in contract.key)
    assert warehouse.execute(f"SELECT count(*) = count(DISTINCT ({keys})) FROM {table}").fetchone() == (True,)


@pytest.mark.parametrize("entity", STORED)
def test_the_header_says_what_a_row_means(entity: str, clean_platform: Path) -> None:
    header = (clean_platform / "mapping" / f"{entity}.sql").read_text(encoding="utf-8")
    assert header.startswith("-- One row per ")


def test_grants_are_what_postgresql_really_allows(
    clean_platform: Path, session: Session, warehouse: duckdb.DuckDBPyConnection
) -> None:
    """The reader alone holds one grant on each table."""
    contract = load_contracts()["access_grants"]
    treatment = Treatment(Pseudonymiser(b"k" * 32), date(2026, 3, 16))
    extract_entity(
        session.connection, warehouse, contract, clean_platform / "mapping" / "access_grants.sql", treatment
    )
    grants = warehouse.execute(
        "SELECT privilege, source, count(*) FROM entities.access_grants "
        "WHERE role = 'quanyi_reader' GROUP BY ALL"
    ).fetchall()
    assert grants == [("read", "central", len(table_names()))]
    assert warehouse.execute(
        "SELECT DISTINCT privilege FROM entities.access_grants ORDER BY ALL"
    ).fetchall() == [("admin",), ("read",), ("write",)]


def test_the_release_returns_what_policy_classifies(clean_platform: Path, session: Session) -> None:
    config = load_config(clean_platform / "quanyi.yaml")
    releases = Policy(config.policy, config.evidence).anonymization
    assert releases is not None
    for release in releases.releases:
        sql = (config.mapping / release.sql).read_text(encoding="utf-8")
        given = {row[0] for row in session.connection.execute(f"DESCRIBE {sql}").fetchall()}
        assert given == {*release.quasi, *release.transforms}
        key = {"members": "member_no", "orders": "order_no", "complaints": "ticket_no"}[release.name]
        repeated = session.connection.execute(
            f"SELECT count(*) - count(DISTINCT {key}) FROM ({sql})"
        ).fetchone()
        assert repeated == (0,)
    for table in releases.count_tables:
        sql = (config.mapping / table.sql).read_text(encoding="utf-8")
        given = {row[0] for row in session.connection.execute(f"DESCRIBE {sql}").fetchall()}
        assert given == {table.rows, table.columns, table.subject}
