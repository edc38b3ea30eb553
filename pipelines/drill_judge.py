"""Judging a demo platform as the nightly job does, step by step and without Dagster.

After a first judgement of the clean platform only what a plant changed is read again: tables are compared by
their content, not by what the plant claims to touch.
"""

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from assets.entities import EXTRACTED, refresh_entity
from assets.models import refresh_model
from assets.releases import refresh_releases
from assets.retention import plan_retention
from assets.run import Run
from assets.scan import record_findings, scan_tables
from assets.store_protection import refresh_store_protection
from checks.evaluate import evaluate
from policy.errors import QuanyiError
from policy.pii import PiiPolicy
from privacy.stores.catalog import Catalog, Column
from privacy.stores.read_catalog import read_catalog
from warehouse.contracts import Contract
from warehouse.control import Outcome
from warehouse.database import input_states
from warehouse.models import load_models

if TYPE_CHECKING:
    from presidio_analyzer import AnalyzerEngine

TableKey = tuple[str, str]
"""store, table"""
_ASKS_THE_SERVER = re.compile(r"\bpostgres_query\s*\(")


@dataclass(frozen=True)
class Mark:
    """What a table holds: equal marks mean equal columns and, but for a chance of 2^-64, equal rows."""

    columns: tuple[Column, ...]
    rows: int
    content: int | None


@dataclass(frozen=True)
class Judgement:
    """One platform judged.

    Attributes:
        outcomes: check id -> outcome.
        findings: rows of `pii_findings`.
        pii: the rules that the scan followed.
    """

    outcomes: Mapping[str, Outcome]
    marks: Mapping[TableKey, Mark]
    findings: tuple[dict[str, Any], ...]
    pii: PiiPolicy


def judge(run: Run, analyzer: "AnalyzerEngine", clean: Judgement | None = None) -> Judgement:
    """Refresh what differs from `clean`, whose warehouse `run` has a copy of, and evaluate every check.

    Args:
        clean: None refreshes everything.

    Raises:
        StoreError: a store does not answer.
    """
    for error in run.session.failed.values():
        raise error
    catalog = read_catalog(run.session.connection, run.workspace.config.stores)
    run.control.add_catalog(run.run_id, run.as_of, catalog)
    marks = _marks(run.session.connection, catalog)
    changed = {
        key
        for key in marks.keys() | (clean.marks.keys() if clean else set())
        if clean is None or marks.get(key) != clean.marks.get(key)
    }
    for contract in EXTRACTED:
        if clean is None or _may_read(run, contract, changed):
            refresh_entity(run, contract)
    refresh_store_protection(run)
    findings = _findings(run, analyzer, catalog, changed, clean)
    record_findings(run, findings)
    # What cannot be judged is a gap of the checks that need it.
    with suppress(QuanyiError):
        plan_retention(run)
    refresh_releases(run)
    for model in load_models():
        refresh_model(run, model)
    inputs = input_states(run.warehouse)
    outcomes = {
        check.id: evaluate(run.warehouse, check, as_of=run.as_of, inputs=inputs).outcome
        for check in run.workspace.policy.checks
    }
    return Judgement(outcomes, marks, findings, run.workspace.policy.pii)


def _marks(connection: duckdb.DuckDBPyConnection, catalog: Catalog) -> dict[TableKey, Mark]:
    marks = {}
    for table in catalog.tables:
        row = connection.execute(f"SELECT count(*), sum(hash(row_)) FROM {table.sql_name} AS row_").fetchone()
        assert row is not None
        marks[table.store, table.name] = Mark(table.columns, *row)
    return marks


def _may_read(run: Run, contract: Contract, changed: set[TableKey]) -> bool:
    """Whether it can differ: policy always, another if its mapping names a changed table or asks the server.

    A name in a comment counts too; reading once too often does no harm.
    """
    if contract.origin == "policy":
        return True
    mapping = run.workspace.config.mapping / f"{contract.entity}.sql"
    sql = mapping.read_text(encoding="utf-8")
    words = set(re.findall(r"\w+", sql))
    return bool(_ASKS_THE_SERVER.search(sql)) or any(
        table.rpartition(".")[2] in words for _, table in changed
    )


def _findings(
    run: Run, analyzer: "AnalyzerEngine", catalog: Catalog, changed: set[TableKey], clean: Judgement | None
) -> tuple[dict[str, Any], ...]:
    """Those of changed tables from a new scan, the others as they were while the rules are the same."""
    kept: tuple[dict[str, Any], ...] = ()
    if clean is not None and run.workspace.policy.pii == clean.pii:
        kept = tuple(row for row in clean.findings if (row["store"], row["table"]) not in changed)
        tables = [table for table in catalog.tables if (table.store, table.name) in changed]
    else:
        tables = list(catalog.tables)
    return (*kept, *scan_tables(run, analyzer, tables))
