"""From keyed pseudonyms back to the rows of the stores: raw keys are matched in memory and stay there."""

import duckdb
import pyarrow as pa

from policy.retention import Subject
from privacy.stores.catalog import Catalog, quote
from privacy.treatments.pseudonym import Pseudonymiser

SUBJECT_DOMAIN = "user"


def stage_subjects(
    connection: duckdb.DuckDBPyConnection,
    subject: Subject,
    catalog: Catalog,
    pseudonymiser: Pseudonymiser,
    due: pa.Table,
) -> None:
    """Fill the temporary table `staged_subjects` that `judge_rows` reads.

    Args:
        due: `subject_id`, `trigger`, `due_at`, `held`, one row per subject and trigger.

    Raises:
        KeyError: the subject's table is not in the catalog.
    """
    table = catalog.table(subject.store, subject.table)
    if table is None:
        raise KeyError(f"{subject.store}.{subject.table}")
    key = quote(subject.key)
    raw = connection.execute(
        f"SELECT CAST({key} AS VARCHAR) AS subject_raw FROM {table.sql_name} WHERE {key} IS NOT NULL"
    ).to_arrow_table()
    values = raw.column("subject_raw").combine_chunks()
    keyed = pa.table({"subject_raw": values, "subject_id": pseudonymiser.array(SUBJECT_DOMAIN, values)})
    connection.register("keyed_subjects", keyed)
    connection.register("due_subjects", due)
    try:
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE staged_subjects AS "
            "SELECT subject_raw, subject_id, due_at, held, trigger "
            "FROM keyed_subjects JOIN due_subjects USING (subject_id)"
        )
    finally:
        connection.unregister("keyed_subjects")
        connection.unregister("due_subjects")
