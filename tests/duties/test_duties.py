"""Every duty's query against hand-worked populations (tests/duties/<capability>/<name>.yaml)."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
import yaml

from checks.evaluate import Outcome, evaluate, population_sql
from policy.bundle import Policy
from policy.duties import Check
from warehouse.contracts import create_table_sql, load_contracts
from warehouse.database import record_fresh, record_model
from warehouse.models import Model, build_model, load_models
from warehouse.policy_entities import POLICY_ENTITIES
from warehouse.state import InputState

HERE = Path(__file__).parent
SCHEMA = Path(__file__).parents[2] / "warehouse" / "schema.sql"
POLICY = Policy()
CHECKS = {check.id: check for check in POLICY.checks}
FILES = sorted(HERE.glob("*/*.yaml"))


@cache
def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return document


CASES = [
    pytest.param(path, case, id=f"{path.parent.name}.{path.stem}: {case['name']}")
    for path in FILES
    for case in read(path)["cases"]
]


def models_of(sql: str) -> list[Model]:
    """The models a query reads, and those behind them, in the order to build them."""
    models = {model.name: model for model in load_models()}
    wanted = set(re.findall(r"models\.([a-z_]+)", sql))
    for model in reversed(load_models()):
        if model.name in wanted:
            wanted |= set(model.needs) & models.keys()
    return [model for model in load_models() if model.name in wanted]


@pytest.fixture(scope="module")
def tables() -> Iterator[duckdb.DuckDBPyConnection]:
    connection = duckdb.connect()
    connection.execute(SCHEMA.read_text(encoding="utf-8"))
    for contract in load_contracts().values():
        connection.execute(create_table_sql(contract))
    yield connection
    connection.close()


@pytest.fixture
def warehouse(tables: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    tables.begin()
    yield tables
    tables.rollback()


def fill(warehouse: duckdb.DuckDBPyConnection, given: Mapping[str, list[dict[str, Any]]]) -> None:
    for entity, rows in given.items():
        for row in rows:
            columns = ", ".join(f'"{name}"' for name in row)
            marks = ", ".join("?" for _ in row)
            warehouse.execute(
                f"INSERT INTO entities.{entity} ({columns}) VALUES ({marks})", list(row.values())
            )


def judge(warehouse: duckdb.DuckDBPyConnection, path: Path, case: dict[str, Any]) -> Outcome:
    document = read(path)
    check, as_of = CHECKS[document["check"]], case.get("as_of", document["as_of"])
    packaged = document.get("packaged", [])  # policy entities taken from the packaged policy itself
    fill(warehouse, {entity: POLICY_ENTITIES[entity](POLICY) or [] for entity in packaged})
    fill(warehouse, document.get("background", {}))
    fill(warehouse, case.get("given", {}))
    unmapped = case.get("unmapped", [])
    inputs = {
        name: InputState(name, "unmapped")
        if name in unmapped
        else record_fresh(warehouse, load_contracts()[name], as_of)
        for name in check.entities
    }
    parameters = {"as_of": as_of, **POLICY.complaints.limits.model_dump()}
    for model in models_of(population_sql(check)):
        build_model(warehouse, model, parameters)
        inputs[model.name] = record_model(warehouse, model.name, as_of)
    return evaluate(warehouse, check, as_of=as_of, inputs=inputs)


def check_rows(warehouse: duckdb.DuckDBPyConnection, check: Check, as_of: datetime) -> None:
    """One row a subject, and a reason exactly when it is in breach."""
    sql = population_sql(check)
    parameters = {"as_of": as_of, "check": check.id, **check.params}
    used = {name: value for name, value in parameters.items() if f"${name}" in sql}
    result = warehouse.execute(sql, used)
    assert [column[0] for column in result.description] == ["subject_key", "in_breach", "at", "reason"]
    rows = result.fetchall()
    assert len({row[0] for row in rows}) == len(rows)
    for _, in_breach, _, reason in rows:
        assert (in_breach is True) == (reason is not None)


@pytest.mark.parametrize(("path", "case"), CASES)
def test_case(warehouse: duckdb.DuckDBPyConnection, path: Path, case: dict[str, Any]) -> None:
    outcome = judge(warehouse, path, case)
    check_rows(warehouse, outcome.check, case.get("as_of", read(path)["as_of"]))
    assert outcome.outcome == case["expect"]
    assert dict(outcome.reasons) == case.get("reasons", {})
    assert outcome.breaches == case.get("breaches", 0)
    assert outcome.population == case.get("population", 0)
    assert (outcome.gap is not None) == (case["expect"] == "gap")


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
def test_each_check_has_cases_for_every_outcome_and_reason(check: Check) -> None:
    document = read(HERE / check.capability / f"{check.name}.yaml")
    assert document["check"] == check.id
    assert {case["expect"] for case in document["cases"]} == {"pass", "violation", "gap"}
    assert {reason for case in document["cases"] for reason in case.get("reasons", {})} == set(check.reasons)


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
def test_a_check_declares_exactly_the_entities_it_reads(check: Check) -> None:
    sql = population_sql(check)
    read_directly = set(re.findall(r"entities\.([a-z_]+)", sql))
    read_by_models = {name for model in models_of(sql) for name in model.needs if name in load_contracts()}
    assert set(check.entities) == read_directly | read_by_models


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
def test_a_check_serves_exactly_the_clauses_that_name_it(check: Check) -> None:
    clauses = [clause for document in POLICY.documents for clause in document.clauses]
    assert set(check.clauses) == {clause.id for clause in clauses if clause.check == check.id}
    assert {clause.duty for clause in clauses if clause.check == check.id} == {POLICY.duty_of(check.id).duty}


@pytest.mark.parametrize("check", CHECKS.values(), ids=CHECKS.keys())
def test_a_query_says_what_one_row_means(check: Check) -> None:
    assert population_sql(check).startswith("-- One row ")
