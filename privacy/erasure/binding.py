"""What an approval is bound to: one SHA-256 over everything that must not change before execution."""

import hashlib
import json
from collections.abc import Mapping, Sequence

from policy.retention import RetentionPolicy
from privacy.erasure.graph import SubjectGraph
from privacy.stores.catalog import Catalog


def plan_hash(
    *,
    policy: RetentionPolicy,
    graph: SubjectGraph,
    catalog: Catalog,
    subjects: Sequence[tuple[str, str]],
    actions: Sequence[tuple[object, ...]],
    ceilings: Mapping[tuple[str, str], int],
) -> str:
    """Hex SHA-256 of policy, references, schema of the ruled tables, people, actions and ceilings.

    Row counts are not in it: rows come and go between plan and execution, the ceilings bound them.
    """
    parts = {
        "policy": policy.model_dump(mode="json"),
        "graph": [
            [str(edge.source), edge.columns, str(edge.target), edge.target_columns, edge.declared, edge.when]
            for edge in graph.edges
            if edge.source in graph.reaching
        ],
        "schema": _schema(policy, catalog),
        "subjects": _by_trigger(subjects),
        "actions": sorted([list(action) for action in actions], key=json.dumps),
        "ceilings": sorted([store, table, rows] for (store, table), rows in ceilings.items()),
    }
    canonical = json.dumps(parts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode()).hexdigest()


def _by_trigger(subjects: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    triggers = {trigger for _, trigger in subjects}
    # Sorting what comes sorted takes no time.
    return {trigger: sorted([each for each, own in subjects if own == trigger]) for trigger in triggers}


def _schema(policy: RetentionPolicy, catalog: Catalog) -> list[list[object]]:
    ruled = {(rule.store, rule.table) for rule in policy.tables}
    return sorted(
        (
            [
                table.store,
                table.name,
                [[column.name, column.type, column.nullable] for column in table.columns],
                list(table.primary_key),
            ]
            for table in catalog.tables
            if (table.store, table.name) in ruled
        ),
        key=json.dumps,
    )
