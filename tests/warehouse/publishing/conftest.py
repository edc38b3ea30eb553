"""A warehouse file with all models, built from a few hundred complaints of our own."""

import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from policy.bundle import Policy
from policy.text import Text
from warehouse import small_cells
from warehouse.contracts import create_table_sql, load_contracts
from warehouse.database import open_warehouse, record_model
from warehouse.models import build_model, load_models
from warehouse.policy_entities import POLICY_ENTITIES
from warehouse.publishing.describe import Stamp
from warehouse.publishing.publish import publish
from warehouse.write_entity import write_entity

AS_OF = datetime(2026, 3, 16, 23)
SAMPLE = Path(__file__).parent / "sample.sql"


@pytest.fixture(scope="session")
def policy() -> Policy:
    return Policy()


@pytest.fixture(scope="session")
def stamp() -> Stamp:
    return Stamp(Text(zh="某某公司", en="Some Company"), "run-1", AS_OF, "hash-1")


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, policy: Policy) -> Path:
    """Every model, fresh as of AS_OF, and what coverage leaves."""
    path = tmp_path_factory.mktemp("built") / "warehouse.duckdb"
    with open_warehouse(path) as connection:
        small_cells.register(connection)
        for contract in load_contracts().values():
            connection.execute(create_table_sql(contract))
            if contract.entity in POLICY_ENTITIES:
                write_entity(connection, contract, POLICY_ENTITIES[contract.entity](policy) or [])
        connection.execute(SAMPLE.read_text(encoding="utf-8"))
        limits = policy.complaints.limits.model_dump()
        for model in load_models():
            build_model(connection, model, {"as_of": AS_OF, **limits})
            record_model(connection, model.name, AS_OF)
    return path


@pytest.fixture
def warehouse(built: Path, tmp_path: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    with open_warehouse(shutil.copy(built, tmp_path / "warehouse.duckdb")) as connection:
        yield connection


@pytest.fixture
def copy(warehouse: duckdb.DuckDBPyConnection, policy: Policy, stamp: Stamp, tmp_path: Path) -> Path:
    """The published DuckDB file of the first run."""
    path = tmp_path / "published" / "quanyi.duckdb"
    publish(warehouse, path, policy.complaints, stamp)
    return path
