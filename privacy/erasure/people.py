"""The people of an execution: their raw keys and identifiers, sealed before the first row changes.

Certificate and suppression list need the keys, the residual scan the identifiers; by then the stores have
neither. They are sealed under the execution's key and end with it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from policy.retention import RetentionPolicy
from privacy.erasure.folder import ErasureFolder
from privacy.erasure.graph import Node, build_graph
from privacy.erasure.identifiers import DOMAINS, Identifiers
from privacy.erasure.sealed_log import SealedLog
from privacy.stores.catalog import Catalog, quote
from privacy.treatments.pseudonym import Pseudonymiser

# (store, table, column) -> entity type of the values in it.
IdentifyingColumns = Mapping[tuple[str, str, str], str]
# One row a person, with `value` NULL, and one an identifier that nobody else has; `own` where it stands in
# the person's own row of the subject table.
SCHEMA = pa.schema(
    [
        ("subject_id", pa.string()),
        ("subject_raw", pa.string()),
        ("entity_type", pa.string()),
        ("value", pa.string()),
        ("own", pa.bool_()),
    ]
)


def read_people(
    connection: duckdb.DuckDBPyConnection,
    policy: RetentionPolicy,
    catalog: Catalog,
    subjects: Iterable[str],
    columns: IdentifyingColumns,
    *,
    staying: Iterable[str] = (),
) -> pa.Table:
    """The people with these keyed ids, as `SCHEMA`; `staged_subjects` must hold everybody.

    Identifiers come from the subject table and from tables that name people by its key. Those of `staying`,
    subjects who lose old rows and remain users, are not given. A value that any other person has in the same
    column too is that person's as well, and left out.
    """
    chosen, stays = sorted(set(subjects)), frozenset(staying)
    ids = pa.table(
        {"subject_id": pa.array(chosen, pa.string()), "leaves": [each not in stays for each in chosen]},
        schema=pa.schema([("subject_id", pa.string()), ("leaves", pa.bool_())]),
    )
    connection.register("people_ids", ids)
    try:
        connection.execute(
            "CREATE OR REPLACE TEMP TABLE people AS SELECT DISTINCT subject_id, subject_raw, leaves "
            "FROM staged_subjects JOIN people_ids USING (subject_id)"
        )
    finally:
        connection.unregister("people_ids")
    parts = [
        connection.execute(
            "SELECT subject_id, subject_raw, NULL::VARCHAR AS entity_type, NULL::VARCHAR AS value, "
            "false AS own FROM people"
        ).to_arrow_table(),
        *_identifiers(connection, policy, catalog, columns),
    ]
    return pa.concat_tables([part.cast(SCHEMA) for part in parts])


def _identifiers(
    connection: duckdb.DuckDBPyConnection,
    policy: RetentionPolicy,
    catalog: Catalog,
    columns: IdentifyingColumns,
) -> Iterator[pa.Table]:
    graph = build_graph(catalog, policy)
    for (store, name, column), entity_type in sorted(columns.items()):
        table, node = catalog.table(store, name), Node(store, name)
        if entity_type not in DOMAINS or table is None or table.column(column) is None:
            continue
        owners = (
            [policy.subject.key]
            if node == graph.subject
            else [
                edge.columns[0]
                for edge in graph.followed.get(node, ())
                if edge.target == graph.subject and edge.target_columns == (graph.key,)
            ]
        )
        for owner in owners:
            yield _owned(connection, table.sql_name, column, owner, entity_type, node == graph.subject)


def _owned(
    connection: duckdb.DuckDBPyConnection, relation: str, column: str, owner: str, entity_type: str, own: bool
) -> pa.Table:
    """The values of one column that are those of people who leave, and nobody else's.

    Each statement reads the table by one scan: of two in one stream, a server leaves one unread. What is kept
    in between are the values of the people asked for, however many rows the table has.
    """
    rows = (
        f"(SELECT CAST({quote(owner)} AS VARCHAR) AS owner, CAST({quote(column)} AS VARCHAR) AS value "
        f"FROM {relation} WHERE {quote(column)} IS NOT NULL)"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE people_values AS SELECT DISTINCT subject_id, subject_raw, value "
        f"FROM {rows} AS owned JOIN people ON people.subject_raw = owned.owner"
    )
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE values_of_others AS SELECT DISTINCT value "
        f"FROM {rows} AS owned SEMI JOIN people_values USING (value) "
        "ANTI JOIN (FROM people WHERE leaves) AS leaving ON leaving.subject_raw = owned.owner"
    )
    return connection.execute(
        f"SELECT subject_id, subject_raw, $type AS entity_type, value, {str(own).lower()} AS own "
        "FROM people_values ANTI JOIN values_of_others USING (value)",
        {"type": entity_type},
    ).to_arrow_table()


@dataclass(frozen=True)
class SealedPeople:
    """What `read_people` gave, in `people.sealed` of an execution's folder."""

    log: SealedLog

    @staticmethod
    def of(folder: ErasureFolder, key: bytes) -> "SealedPeople":
        path = folder.path / "people.sealed"
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        return SealedPeople(SealedLog.open(path, key, f"{folder.execution_id}/people", 0))

    def add(self, people: pa.Table) -> None:
        """Seal them; a resumed execution adds those it still finds to those sealed before."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, people.schema) as writer:
            writer.write_table(people)
        self.log.append({"kind": "people", "rows": people.num_rows}, sink.getvalue().to_pybytes())

    def raw_keys(self, *, but: Iterable[str] = ()) -> dict[str, str]:
        """Keyed id -> raw key of everybody whose keyed id is not in `but`."""
        people = self.without(but)
        return dict(zip(people["subject_id"].to_pylist(), people["subject_raw"].to_pylist(), strict=True))

    def identifiers(self, pseudonymiser: Pseudonymiser, *, but: Iterable[str] = ()) -> Identifiers:
        people = self.without(but)
        found = Identifiers()
        for entity_type in pc.unique(people["entity_type"].drop_null()).to_pylist():
            values = people.filter(pc.equal(people["entity_type"], entity_type))["value"]
            found.add(entity_type, values.to_pylist(), pseudonymiser)
        return found

    def without(self, subjects: Iterable[str]) -> pa.Table:
        """All that was sealed, as `SCHEMA`, but of these subjects."""
        frames = [pa.ipc.open_stream(frame.body).read_all() for frame in self.log.frames()]
        people = pa.concat_tables([SCHEMA.empty_table(), *frames], promote_options="default")
        out = pa.array(sorted(set(subjects)), pa.string())
        return people.filter(pc.invert(pc.is_in(people["subject_id"], value_set=out)))
