"""From policy and catalog to the tables to judge, and the tables that refer to rows to be deleted."""

from collections.abc import Iterable, Mapping
from datetime import date

from policy.retention import RetentionPolicy, TableRule
from privacy.erasure.graph import Edge, Node, SubjectGraph
from privacy.erasure.judged_table import JudgedTable
from privacy.erasure.outcomes import Outcomes, outcomes_of
from privacy.erasure.referrer import Referrer, references_to
from privacy.erasure.row_keys import RowKeys
from privacy.stores.catalog import Catalog, Table, quote


def judged_tables(
    keys: RowKeys,
    policy: RetentionPolicy,
    catalog: Catalog,
    graph: SubjectGraph,
    day: date,
) -> tuple[dict[Node, JudgedTable], tuple[Edge, ...]]:
    """The personal tables, and the references that rows to be deleted may leave dangling."""
    outcomes: dict[Node, tuple[TableRule, Table, Outcomes]] = {}
    for rule in policy.tables:
        if rule.erasure is not None:
            table = _table(catalog, rule)
            judged = outcomes_of(rule, policy, table, day)
            outcomes[Node(rule.store, rule.table)] = (rule, table, judged)
    deleting = [
        node
        for node, (_, _, judged) in outcomes.items()
        if any(outcome.action == "delete" for outcome in judged.values())
    ]
    edges = references_to(deleting, graph)
    tables: dict[Node, JudgedTable] = {}
    for node, (rule, table, judged) in outcomes.items():
        acts = any(outcome.action != "keep" for outcome in judged.values())
        refers = any(edge.source == node for edge in edges)
        key = keys.key(table, rule) if acts or refers else keys.number(table)
        tables[node] = JudgedTable(
            number=len(tables),
            rule=rule,
            table=table,
            key=keys.key(table, rule) if acts or refers or rule.mentions else keys.number(table),
            outcomes=judged,
            triggers=tuple(
                name for name, duty in policy.triggers.items() if not duty.rules or rule.id in duty.rules
            ),
            shared=_may_be_shared(node, graph, catalog),
            carried=tuple(c for c in _used(node, edges, graph) if quote(c) not in key.columns),
        )
    return tables, edges


def _may_be_shared(node: Node, graph: SubjectGraph, catalog: Catalog) -> bool:
    """Whether a row may belong to several people: by several links, or as its references are not unique."""
    for path in graph.paths(node):
        for step in path:
            edge = step.edge
            table = catalog.table(edge.target.store, edge.target.table)
            names_subject = edge.target == graph.subject and edge.target_columns == (graph.key,)
            primary = table.primary_key if table else ()
            unique = names_subject or (bool(primary) and set(primary) <= set(edge.target_columns))
            if not unique or (edge.declared and len(graph.followed[edge.source]) > 1):
                return True
    return False


def _used(node: Node, edges: Iterable[Edge], graph: SubjectGraph) -> tuple[str, ...]:
    """The columns by which references must be followed, and those by which rows of other tables are found."""
    columns: dict[str, None] = {}
    for edge in edges:
        if edge.source == node:
            columns |= dict.fromkeys(edge.columns)
        if edge.target == node:
            columns |= dict.fromkeys(edge.target_columns)
    for followed in graph.followed.values():
        for edge in followed:
            if edge.target == node:
                columns |= dict.fromkeys(edge.target_columns)
    return tuple(columns)


def referrers_of(
    keys: RowKeys,
    policy: RetentionPolicy,
    catalog: Catalog,
    tables: Mapping[Node, JudgedTable],
    edges: Iterable[Edge],
) -> tuple[Referrer, ...]:
    """The tables at the source of these references."""
    referrers: dict[Node, Referrer] = {}
    for edge in edges:
        node = edge.source
        if node in referrers:
            continue
        rule = policy.table(node.store, node.table)
        assert rule is not None, "check_annotations asks for a rule of every table that reaches a person"
        table = _table(catalog, rule)
        judged = tables.get(node)
        key = judged.key if judged else keys.key(table, rule)
        referrers[node] = Referrer(node, table, key, rule.detach_id, judged)
    return tuple(referrers.values())


def _table(catalog: Catalog, rule: TableRule) -> Table:
    table = catalog.table(rule.store, rule.table)
    assert table is not None, "check_annotations has seen the table of every rule"
    return table
