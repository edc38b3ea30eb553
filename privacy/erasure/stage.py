"""From keyed pseudonyms back to the rows of the stores: raw keys are matched in memory and stay there."""

from collections.abc import Iterator

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from policy.retention import RetentionPolicy
from privacy.erasure.graph import build_graph
from privacy.erasure.ownership import conditions_of
from privacy.stores.catalog import Catalog, quote
from privacy.treatments.pseudonym import Pseudonymiser

SUBJECT_DOMAIN = "user"


def stage_subjects(
    connection: duckdb.DuckDBPyConnection,
    policy: RetentionPolicy,
    catalog: Catalog,
    pseudonymiser: Pseudonymiser,
    due: pa.Table,
) -> None:
    """Fill the temporary table `staged_subjects` that `judge_rows` reads.

    People whose own row is gone are found by what still refers to them: the distinct keys in every table that
    names people by the subject's key. That costs a pass over those tables, made only if somebody due for
    erasure is missing from the subject table.

    Args:
        due: `subject_id`, `trigger`, `due_at`, `hold_scopes`, one row per subject and trigger; besides
        those of
            `due_subjects` perhaps the people of a suppression list, with the trigger that erased them.

    Raises:
        KeyError: the subject's table is not in the catalog.
    """
    table = catalog.table(policy.subject.store, policy.subject.table)
    if table is None:
        raise KeyError(f"{policy.subject.store}.{policy.subject.table}")
    connection.register("due_subjects", due)
    try:
        key = quote(policy.subject.key)
        _add_keys(connection, pseudonymiser, f"SELECT {key} AS raw FROM {table.sql_name}", replace=True)
        if _somebody_is_missing(connection):
            for keys in _referring_keys(policy, catalog):
                _add_keys(connection, pseudonymiser, keys, replace=False)
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE staged_subjects AS "
            "SELECT DISTINCT subject_raw, subject_id, due_at, hold_scopes, trigger "
            "FROM keyed_subjects JOIN due_subjects USING (subject_id)"
        )
    finally:
        connection.unregister("due_subjects")
        connection.execute("DROP TABLE IF EXISTS keyed_subjects")


def _add_keys(
    connection: duckdb.DuckDBPyConnection, pseudonymiser: Pseudonymiser, keys: str, *, replace: bool
) -> None:
    """Raw keys beside their pseudonyms, as far as these are due."""
    raw = connection.execute(
        f"SELECT DISTINCT CAST(raw AS VARCHAR) AS raw FROM ({keys}) WHERE raw IS NOT NULL"
    ).to_arrow_table()
    values = raw.column("raw").combine_chunks()
    keyed = pa.table({"subject_raw": values, "subject_id": pseudonymiser.array(SUBJECT_DOMAIN, values)})
    wanted = pa.array(pc.unique(connection.table("due_subjects").to_arrow_table()["subject_id"]))
    keyed = keyed.filter(pc.is_in(keyed["subject_id"], value_set=wanted))
    connection.register("found_keys", keyed)
    into = "CREATE OR REPLACE TEMP TABLE keyed_subjects AS" if replace else "INSERT INTO keyed_subjects"
    connection.execute(f"{into} SELECT * FROM found_keys")
    connection.unregister("found_keys")


def _somebody_is_missing(connection: duckdb.DuckDBPyConnection) -> bool:
    row = connection.execute(
        "SELECT 1 FROM due_subjects WHERE trigger <> 'retention_limit' "
        "AND subject_id NOT IN (SELECT subject_id FROM keyed_subjects WHERE subject_id IS NOT NULL) LIMIT 1"
    ).fetchone()
    return row is not None


def _referring_keys(policy: RetentionPolicy, catalog: Catalog) -> Iterator[str]:
    """SQL, the raw keys by which each table names people."""
    graph = build_graph(catalog, policy)
    for edge in graph.edges:
        table = catalog.table(edge.source.store, edge.source.table)
        if table is None or edge.target != graph.subject or edge.target_columns != (graph.key,):
            continue
        conditions = "".join(f" WHERE {condition}" for condition in conditions_of("source", edge))
        yield f"SELECT source.{quote(edge.columns[0])} AS raw FROM {table.sql_name} AS source{conditions}"
