"""People whom we erased before and who stand in the subject table again, as after a restored backup."""

from datetime import datetime

import duckdb
import pyarrow as pa

from policy.retention import RetentionPolicy
from privacy.erasure.stage import SUBJECT_DOMAIN
from privacy.erasure.suppression import SuppressionList
from privacy.stores.catalog import Catalog, quote
from privacy.treatments.pseudonym import Pseudonymiser


def restored_people(
    session: duckdb.DuckDBPyConnection,
    policy: RetentionPolicy,
    catalog: Catalog,
    suppression: SuppressionList,
    pseudonymiser: Pseudonymiser,
    due: pa.Table,
    as_of: datetime,
) -> pa.Table:
    """Rows like those of `due` (see `due_subjects`), with the duty that erased each person.

    Their accounts look as they did when the backup was made, so no entity tells that they are due: only the
    suppression list does, when a plan is made as well as when it is carried out.
    """
    table = catalog.table(policy.subject.store, policy.subject.table)
    if table is None or not suppression.size():
        return due.schema.empty_table()
    key = quote(policy.subject.key)
    raw = [
        value
        for (value,) in session.execute(
            f"SELECT CAST({key} AS VARCHAR) FROM {table.sql_name} WHERE {key} IS NOT NULL"
        ).fetchall()
    ]
    known = {
        pseudonymiser.one(SUBJECT_DOMAIN, value): entry
        for value, entry in suppression.among(raw, as_of).items()
        if entry.trigger in policy.triggers
    }
    held = dict(zip(due["subject_id"].to_pylist(), due["hold_scopes"].to_pylist(), strict=True))
    rows = [
        {
            "subject_id": subject,
            "trigger": entry.trigger,
            "due_at": entry.due_at,
            "hold_scopes": held.get(subject),
        }
        for subject, entry in known.items()
    ]
    return pa.Table.from_pylist(rows, schema=due.schema)
