"""A warehouse in memory that builds models from hand-written entity rows."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import duckdb
import pytest

from policy.bundle import Policy
from warehouse import small_cells
from warehouse.contracts import create_table_sql, load_contracts
from warehouse.database import SCHEMA
from warehouse.models import build_model, load_models
from warehouse.policy_entities import POLICY_ENTITIES
from warehouse.write_entity import write_entity

AS_OF = datetime(2026, 3, 16, 23)
LIMITS = Policy().complaints.limits.model_dump()
RULES = ("complaint_rules", "complaint_categories", "calendar_days")

Rows = Iterable[Mapping[str, Any]]
Build = Callable[..., list[dict[str, Any]]]


@pytest.fixture(scope="session")
def tables() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute(SCHEMA.read_text(encoding="utf-8"))
    for contract in load_contracts().values():
        connection.execute(create_table_sql(contract))
    for entity in RULES:
        write_entity(connection, load_contracts()[entity], POLICY_ENTITIES[entity](Policy()) or [])
    small_cells.register(connection)
    yield connection
    connection.close()


@pytest.fixture(scope="session")
def build(tables: duckdb.DuckDBPyConnection) -> Build:
    """`build(model, as_of=…, entity=[row, …])` -> the model's rows, from these rows and the packaged rules.

    Rows given for a policy entity replace the packaged ones.
    """

    def rows_of(
        model: str, *, as_of: datetime = AS_OF, limits: Mapping[str, Any] = LIMITS, **entities: Rows
    ) -> list[dict[str, Any]]:
        tables.begin()
        try:
            for entity, rows in entities.items():
                tables.execute(f"DELETE FROM entities.{entity}")
                for row in rows:
                    columns = ", ".join(f'"{name}"' for name in row)
                    marks = ", ".join("?" for _ in row)
                    tables.execute(
                        f"INSERT INTO entities.{entity} ({columns}) VALUES ({marks})", list(row.values())
                    )
            for step in load_models():
                if step.name in _behind(model):
                    build_model(tables, step, {"as_of": as_of, **limits})
            result = tables.execute(f"SELECT * FROM models.{model}")
            names = [column[0] for column in result.description]
            return [dict(zip(names, values, strict=True)) for values in result.fetchall()]
        finally:
            tables.rollback()

    return rows_of


def _behind(name: str) -> set[str]:
    """The model itself and every model it is made from."""
    models = {model.name: model for model in load_models()}
    return {name}.union(*(_behind(need) for need in models[name].needs if need in models))
