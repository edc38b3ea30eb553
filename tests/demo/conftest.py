"""One small clean platform on the real PostgreSQL, and the means to judge it as a run does."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from assets.store_protection import protection_rows
from checks.evaluate import Outcome, evaluate
from demo.platform import build, stop
from policy.bundle import Policy
from privacy.erasure.due import judge_rows, retention_due
from privacy.stores.read_catalog import read_catalog
from privacy.stores.session import open_session
from privacy.treatments.pseudonym import Pseudonymiser
from warehouse.config import load_config
from warehouse.contracts import create_table_sql, load_contracts
from warehouse.database import SCHEMA, input_states, record_fresh, record_model
from warehouse.extraction import Treatment, extract_entity
from warehouse.models import build_model, load_models
from warehouse.policy_entities import POLICY_ENTITIES
from warehouse.write_entity import write_entity

SCALE = 0.02
NEEDS_A_SCAN = ("pii_findings", "releases")
PSEUDONYMISER = Pseudonymiser(b"k" * 32)

Judge = Callable[[Path], dict[str, Outcome]]


@pytest.fixture(scope="session")
def clean_platform(folder_for_servers: Callable[[str], Path]) -> Iterator[Path]:
    folder = folder_for_servers("clean") / "demo"
    build(folder, scale=SCALE, violations=())
    yield folder
    stop(folder)


@pytest.fixture(scope="session")
def judge() -> Judge:
    """Every check on a platform, by id; those that need a scan or a release come out as gaps."""
    return _judge


def _judge(folder: Path) -> dict[str, Outcome]:
    config = load_config(folder / "quanyi.yaml")
    assert config.clock is not None
    as_of = config.clock.as_of
    policy = Policy(config.policy, config.evidence)
    warehouse = duckdb.connect(":memory:")
    warehouse.execute(SCHEMA.read_text(encoding="utf-8"))
    treatment = Treatment(PSEUDONYMISER, as_of.date())
    with open_session(config.stores) as session:
        for contract in load_contracts().values():
            if contract.origin == "store":
                mapping = config.mapping / f"{contract.entity}.sql"
                extract_entity(session.connection, warehouse, contract, mapping, treatment)
            elif contract.origin == "policy":
                write_entity(warehouse, contract, POLICY_ENTITIES[contract.entity](policy) or [])
            else:
                continue
            record_fresh(warehouse, contract, as_of)
        _stage_subjects(session.connection, warehouse, as_of)
        catalog = read_catalog(session.connection, config.stores)
        protection = protection_rows(session.connection, config.stores, catalog, policy.pii_catalogue)
        assert policy.retention is not None
        due = retention_due(judge_rows(session.connection, policy.retention, catalog, as_of=as_of))
    _write_due(warehouse, due, as_of)
    for entity, rows in protection.items():
        write_entity(warehouse, load_contracts()[entity], rows)
        record_fresh(warehouse, load_contracts()[entity], as_of)
    limits = {"as_of": as_of, **policy.complaints.limits.model_dump()}
    for model in load_models():
        if not set(NEEDS_A_SCAN) & set(model.needs):
            build_model(warehouse, model, limits)
            record_model(warehouse, model.name, as_of)
    states = input_states(warehouse)
    return {check.id: evaluate(warehouse, check, as_of=as_of, inputs=states) for check in policy.checks}


def _stage_subjects(
    session: duckdb.DuckDBPyConnection, warehouse: duckdb.DuckDBPyConnection, as_of: datetime
) -> None:
    """All members for the limits; those who cancelled, fifteen days later, for erasure."""
    cancelled = dict(
        warehouse.execute(
            "SELECT user_id, cancelled_at + INTERVAL 15 DAY FROM entities.accounts WHERE status = 'cancelled'"
        ).fetchall()
    )
    held = {
        row[0]
        for row in warehouse.execute(
            "SELECT user_id FROM entities.legal_holds WHERE starts_at <= $as_of AND expires_at > $as_of "
            "AND released_at IS NULL",
            {"as_of": as_of},
        ).fetchall()
    }
    staged = []
    for (number,) in session.execute("SELECT member_no FROM app.public.t_member").fetchall():
        key = PSEUDONYMISER.one("user", number)
        staged.append((number, key, None, ["all"] if key in held else [], "retention_limit"))
        if key in cancelled:
            staged.append((number, key, cancelled[key], ["all"] if key in held else [], "cancellation"))
    names = ("subject_raw", "subject_id", "due_at", "hold_scopes", "trigger")
    columns = {name: list(values) for name, values in zip(names, zip(*staged, strict=True), strict=True)}
    session.register(
        "staged", pa.table({**columns, "due_at": pa.array(columns["due_at"], pa.timestamp("us"))})
    )
    session.execute("CREATE TEMP TABLE staged_subjects AS SELECT * FROM staged")


def _write_due(warehouse: duckdb.DuckDBPyConnection, due: pa.Table, as_of: datetime) -> None:
    contract = load_contracts()["retention_due"]
    warehouse.execute(create_table_sql(contract))
    warehouse.register("due", due)
    warehouse.execute("INSERT INTO entities.retention_due BY NAME SELECT * FROM due")
    record_fresh(warehouse, contract, as_of)
