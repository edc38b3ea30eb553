"""Which rows are due: every row of every personal table judged against policy, in the stores' own session."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import pyarrow as pa

from policy.retention import LIMIT_TRIGGER, RetentionPolicy
from privacy.erasure.annotations import check_annotations
from privacy.erasure.graph import SubjectGraph, build_graph
from privacy.erasure.statements import Statements
from privacy.stores.catalog import Catalog

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class JudgedRows:
    """The temporary table `erasure_decisions` of a connection, and what it was judged with."""

    connection: duckdb.DuckDBPyConnection
    policy: RetentionPolicy
    catalog: Catalog
    graph: SubjectGraph
    as_of: datetime


def judge_rows(
    connection: duckdb.DuckDBPyConnection, policy: RetentionPolicy, catalog: Catalog, *, as_of: datetime
) -> JudgedRows:
    """Judge the rows of all tables with a rule; fills the temporary table `erasure_decisions`.

    The connection has the stores attached and a temporary table `staged_subjects(subject_raw, subject_id,
    due_at, held, trigger)`, one row per subject and trigger. For the limits *every* subject is staged, with
    the trigger `retention_limit` (due_at is then not read): a row past its limit that belongs to no staged
    subject is counted under the subject_id `unlinked`, and nothing can hold it.

    Raises:
        PolicyError: policy and catalog do not fit, see `check_annotations`.
        ValueError: a staged trigger that policy does not know, or an erasure without its due time.
    """
    graph = build_graph(catalog, policy)
    check_annotations(policy, catalog, graph)
    _check_staged(connection, policy)
    connection.execute((FOLDER / "staged_by_subject.sql").read_text(encoding="utf-8"))
    connection.execute((FOLDER / "erasure_decisions.sql").read_text(encoding="utf-8"))
    decide = (FOLDER / "decide_rows.sql").read_text(encoding="utf-8")
    statements = Statements(graph, catalog, as_of)
    for rule in policy.tables:
        if rule.on_cancellation is None:
            continue
        connection.execute(f"CREATE OR REPLACE TEMP VIEW erasure_candidates AS {statements.candidates(rule)}")
        connection.execute(
            decide,
            {
                "store": rule.store,
                "table": rule.table,
                "rule_id": rule.id,
                "erasure_action": rule.on_cancellation.action,
                "limit_rule_id": rule.limit_id,
                "limit_action": rule.limit.action if rule.limit else None,
            },
        )
    return JudgedRows(connection, policy, catalog, graph, as_of)


def retention_due(judged: JudgedRows) -> pa.Table:
    """Rows of the entity `retention_due`, as warehouse/contracts/retention_due.yaml describes them."""
    query = (FOLDER / "retention_due.sql").read_text(encoding="utf-8")
    return judged.connection.execute(query).to_arrow_table()


def _check_staged(connection: duckdb.DuckDBPyConnection, policy: RetentionPolicy) -> None:
    staged = connection.execute("SELECT DISTINCT trigger, due_at IS NULL FROM staged_subjects").fetchall()
    for trigger, no_due_time in staged:
        if trigger != LIMIT_TRIGGER and trigger not in policy.triggers:
            raise ValueError(f"staged_subjects has the trigger {trigger}, which policy does not know")
        if trigger != LIMIT_TRIGGER and no_due_time:
            raise ValueError(f"staged_subjects has subjects without due_at for the trigger {trigger}")
