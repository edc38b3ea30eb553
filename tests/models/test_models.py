import re
from datetime import datetime

import duckdb
import pytest

from policy.bundle import Policy
from policy.complaints import Kpi, Limits
from warehouse.contracts import create_table_sql, load_contracts
from warehouse.database import SCHEMA
from warehouse.models import MODELS as MODELS_FOLDER
from warehouse.models import Model, build_model, load_models

COMPLAINTS = Policy().complaints
MODELS = pytest.mark.parametrize("model", load_models(), ids=lambda model: model.name)


def test_a_model_comes_after_those_it_reads() -> None:
    built: set[str] = set()
    names = {model.name for model in load_models()}
    for model in load_models():
        assert set(model.needs) & names <= built, model.name
        built.add(model.name)
    files = {path.stem for path in MODELS_FOLDER.glob("*.sql")}
    several = {stem for stem in files if stem.endswith("_per_period")}
    assert files - several <= built
    assert {f"{stem.removesuffix('per_period')}monthly" for stem in several} <= built


def test_a_file_per_period_makes_a_table_for_each() -> None:
    models = {model.name: model for model in load_models()}
    assert models["kpi_complaints_weekly"].header.startswith("One row per week ")
    assert "{period}" not in models["kpi_complaints_weekly"].sql
    assert "'quarter'" in models["kpi_complaints_quarterly"].sql


@MODELS
def test_a_header_says_what_one_row_means_and_what_is_read(model: Model) -> None:
    assert model.header.startswith("One row per ")
    read = set(re.findall(r"(?:entities|models)\.([a-z_]+)", model.sql))
    assert set(model.needs) == read


@MODELS
def test_every_parameter_is_the_as_of_or_a_limit_of_policy(model: Model) -> None:
    assert model.parameters <= {"as_of", *Limits.model_fields}


def test_every_limit_of_policy_is_used() -> None:
    assert set(Limits.model_fields) == set().union(*(model.parameters for model in load_models())) - {"as_of"}


def test_a_missing_parameter_is_an_error() -> None:
    model = next(model for model in load_models() if "small_cell" in model.parameters)
    with pytest.raises(KeyError):
        build_model(duckdb.connect(), model, {"as_of": datetime(2026, 3, 16)})


@pytest.fixture(scope="module")
def empty_warehouse() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute(SCHEMA.read_text(encoding="utf-8"))
    for contract in load_contracts().values():
        connection.execute(create_table_sql(contract))
    parameters = {"as_of": datetime(2026, 3, 16, 23), **COMPLAINTS.limits.model_dump()}
    for model in load_models():
        build_model(connection, model, parameters)
    return connection


def test_models_of_empty_entities_are_empty(empty_warehouse: duckdb.DuckDBPyConnection) -> None:
    for model in load_models():
        assert empty_warehouse.execute(f"SELECT count(*) FROM models.{model.name}").fetchone() == (0,)


@pytest.mark.parametrize("kpi", COMPLAINTS.kpis, ids=lambda kpi: kpi.id)
def test_each_figure_has_its_column_and_its_month(
    empty_warehouse: duckdb.DuckDBPyConnection, kpi: Kpi
) -> None:
    columns = {row[0] for row in empty_warehouse.execute(f"DESCRIBE models.{kpi.model}").fetchall()}
    assert {kpi.column, "month"} <= columns
