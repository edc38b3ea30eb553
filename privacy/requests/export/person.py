"""One person of the subject graph, known by the raw key that the clerk typed."""

from dataclasses import dataclass

import duckdb
import pyarrow as pa

from policy.retention import LIMIT_TRIGGER, RetentionPolicy
from privacy.erasure.annotations import check_annotations
from privacy.erasure.graph import SubjectGraph, build_graph
from privacy.erasure.ownership import Owners, People
from privacy.erasure.staged import RulePeople
from privacy.stores.catalog import Catalog


@dataclass(frozen=True)
class Person:
    """`owners` tells the rows of `people`, who are this person only."""

    raw_key: str
    graph: SubjectGraph
    owners: Owners
    people: People
    catalog: Catalog


def find_person(
    connection: duckdb.DuckDBPyConnection,
    policy: RetentionPolicy,
    catalog: Catalog,
    *,
    raw_key: str,
    subject_id: str,
) -> Person:
    """Stage one person on a session with the stores attached.

    Raises:
        PolicyError: policy and catalog do not fit, see `check_annotations`; so that a table nobody ruled on
            is not silently missing from an export.
    """
    graph = build_graph(catalog, policy)
    check_annotations(policy, catalog, graph)
    staged = pa.table(
        {
            "subject_raw": pa.array([raw_key], pa.string()),
            "subject_id": pa.array([subject_id], pa.string()),
            "due_at": pa.array([None], pa.timestamp("us")),
            "hold_scopes": pa.array([[]], pa.list_(pa.string())),
            "trigger": pa.array([LIMIT_TRIGGER], pa.string()),
        }
    )
    connection.register("staged_person", staged)
    try:
        connection.execute("CREATE OR REPLACE TEMP TABLE staged_subjects AS FROM staged_person")
    finally:
        connection.unregister("staged_person")
    people = RulePeople.staged(connection, policy, catalog, "true").everybody()
    return Person(raw_key, graph, Owners(connection, graph, catalog), people, catalog)
