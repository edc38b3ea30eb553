"""Which rows are due: every row of every personal table judged against policy, in the stores' own session."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

import duckdb
import pyarrow as pa

from policy.retention import LIMIT_TRIGGER, RetentionPolicy
from privacy.erasure.annotations import check_annotations, check_treatments
from privacy.erasure.graph import Node, SubjectGraph, build_graph
from privacy.erasure.judged_table import JudgedTable
from privacy.erasure.judged_tables import judged_tables, referrers_of
from privacy.erasure.ownership import Owners, literal
from privacy.erasure.references import References
from privacy.erasure.row_keys import RowKeys
from privacy.erasure.staged import RulePeople, check_staged, chosen_people
from privacy.erasure.statements import UNLINKED, Statements
from privacy.erasure.sums import Sums
from privacy.stores.catalog import Catalog

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class JudgedRows:
    """What was judged, for which subjects, and the temporary tables of its connection that say how.

    Judging again on the same connection replaces those tables, so only the newest of its kind is of use.
    """

    connection: duckdb.DuckDBPyConnection
    policy: RetentionPolicy
    catalog: Catalog
    graph: SubjectGraph
    as_of: datetime
    subjects: frozenset[str] | None
    tables: Mapping[Node, JudgedTable]
    references: References
    sums: Sums

    @cached_property
    def acting_people(self) -> pa.Table:
        """subject_number, subject_id, trigger of those for whose sake something is done.

        In the order of their ids, in which the plan's hash wants them.
        """
        acting = " UNION ALL ".join(
            f"SELECT subject_number, situation IN ('limit', 'limit_referenced') AS by_limit, trigger "
            f"FROM {table.acting_sums}"
            for table in self.tables.values()
        )
        return self.connection.execute(
            "SELECT subject_number, subject_id, "
            f"CASE WHEN by_limit THEN '{LIMIT_TRIGGER}' ELSE trigger END AS trigger "
            f"FROM (SELECT DISTINCT * FROM ({acting})) JOIN staged_people USING (subject_number) "
            "ORDER BY subject_id"
        ).to_arrow_table()


def judge_rows(
    connection: duckdb.DuckDBPyConnection,
    policy: RetentionPolicy,
    catalog: Catalog,
    *,
    as_of: datetime,
    subjects: Sequence[str] | None = None,
) -> JudgedRows:
    """Judge the rows of all tables with a rule.

    The connection has the stores attached and a temporary table `staged_subjects(subject_raw, subject_id,
    due_at, hold_scopes, trigger)`, one row per subject and trigger; hold_scopes NULL means unknown, which
    counts as a hold on everything. *Every* subject is staged with the trigger `retention_limit` (due_at is
    then not read): for the limits, and so that the holds of those are known who share a row with others. A
    row past its limit that belongs to no staged subject is counted under the subject_id `unlinked`; nothing
    can hold it.

    Args:
        subjects: keyed ids; only what these are due is judged due (with `unlinked` also the rows of nobody),
            while everybody's holds count. None: all staged.

    Raises:
        PolicyError: policy and catalog do not fit, see `check_annotations`; rows have no key; a reference
            can neither be cleared nor stand.
        ValueError: a staged trigger that policy does not know, or an erasure without its due time.
    """
    graph = build_graph(catalog, policy)
    check_annotations(policy, catalog, graph)
    check_staged(connection, policy)
    chosen = chosen_people(connection, subjects)
    people = RulePeople.staged(connection, policy, catalog, chosen)
    keys = RowKeys.of(connection)
    tables, edges = judged_tables(keys, policy, catalog, graph, as_of.date())
    check_treatments(tables.values(), graph)
    sums = Sums(connection)
    references = References(
        connection, sums, graph, tables, referrers_of(keys, policy, catalog, tables, edges), edges,
        refuse_unsolved=subjects is None,
    )  # fmt: skip
    owners = Owners(connection, graph, catalog)
    with_unlinked = subjects is None or UNLINKED in subjects
    # Nearest to the subject first: what refers to a table then finds its rows judged.
    for judged in sorted(tables.values(), key=lambda table: max(map(len, graph.paths(table.node)))):
        concerned, others = people.of(judged.rule.id, judged.triggers)
        _judge(connection, Statements(owners, judged, concerned, others, as_of, chosen), with_unlinked)
        if not judged.shared:
            owners.judged[judged.node, concerned] = judged
    references.solve()
    for judged in tables.values():
        sums.groups(judged)
    wave = None if subjects is None else frozenset(subjects)
    return JudgedRows(connection, policy, catalog, graph, as_of, wave, tables, references, sums)


def retention_due(judged: JudgedRows) -> pa.Table:
    """Rows of the entity `retention_due`, as warehouse/contracts/retention_due.yaml describes them."""
    judged.connection.execute((FOLDER / "erasure_decisions.sql").read_text(encoding="utf-8"))
    for table in judged.tables.values():
        _decide(judged.connection, table)
    query = (FOLDER / "retention_due.sql").read_text(encoding="utf-8")
    return judged.connection.execute(query).to_arrow_table()


def _judge(connection: duckdb.DuckDBPyConnection, statements: Statements, with_unlinked: bool) -> None:
    judged = statements.judged
    for statement in statements.pairs():
        connection.execute(statement)
    if judged.rule.limit is not None and with_unlinked:
        connection.execute(statements.unlinked())
    if judged.shared:
        connection.execute(statements.rows())


def _decide(connection: duckdb.DuckDBPyConnection, judged: JudgedTable) -> None:
    values = ", ".join(
        f"({literal(outcome.situation)}, {literal(outcome.rule_id)}, {literal(outcome.decided_by)}, "
        f"{literal(outcome.label)}, {str(outcome.situation.startswith('limit')).lower()})"
        for outcome in judged.outcomes.values()
    )
    decide = (
        (FOLDER / "decide_rows.sql")
        .read_text(encoding="utf-8")
        .format(
            sums=judged.sums,
            outcomes=f"(VALUES {values}) AS outcome(situation, rule_id, decided_by, action, by_limit)",
        )
    )
    connection.execute(decide, {"store": judged.rule.store, "table": judged.rule.table})
