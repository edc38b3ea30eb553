"""A person's rows of one table, as SQL, with a mark for every reference that leads to somebody else."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import duckdb
import pyarrow as pa

from policy.retention import RetentionPolicy
from privacy.erasure.graph import Edge, Node, Step
from privacy.erasure.ownership import conditions_of
from privacy.requests.export.person import Person
from privacy.stores.catalog import Table, quote

BATCH_ROWS = 2_048


@dataclass(frozen=True)
class PersonalRows:
    """How to read a person's rows of `table`.

    Attributes:
        links: references to people, the person's own among them; each row says which lead elsewhere.
    """

    table: Table
    links: tuple[Edge, ...]
    query: str

    def batches(self, connection: duckdb.DuckDBPyConnection) -> Iterator[pa.RecordBatch]:
        """The table's columns, and one column `elsewhere_<n>` a link: whether it leads to somebody else."""
        yield from connection.execute(self.query).to_arrow_reader(BATCH_ROWS)

    def elsewhere(self, row: dict[str, object]) -> set[str]:
        """The columns of this row that lead to somebody else and not to the person as well."""
        others: set[str] = set()
        own: set[str] = set()
        for number, link in enumerate(self.links):
            (others if row[_mark(number)] else own).update(link.columns)
        return others - own


def personal_rows(person: Person, policy: RetentionPolicy, node: Node) -> PersonalRows:
    """Raises PolicyError where no way, or no clear one, leads from the table to people."""
    table = person.catalog.table(node.store, node.table)
    assert table is not None, "check_annotations has seen every table of a rule"
    links = tuple(_links(person, policy, node))
    marks = "".join(
        f", {_leads_elsewhere(person, link)} AS {_mark(number)}" for number, link in enumerate(links)
    )
    columns = ", ".join(f"source.{quote(column.name)}" for column in table.columns)
    mine = _any(_exists(person, path) for path in person.graph.paths(node))
    order = ", ".join(f"source.{quote(column)}" for column in table.primary_key)
    return PersonalRows(
        table,
        links,
        f"SELECT {columns}{marks} FROM {table.sql_name} AS source WHERE {mine}"
        + (f" ORDER BY {order}" if order else ""),
    )


def _links(person: Person, policy: RetentionPolicy, node: Node) -> Iterator[Edge]:
    for edge in person.graph.edges:
        if edge.source == node and edge.target in person.graph.reaching:
            rule = policy.table(edge.target.store, edge.target.table)
            if rule is not None and rule.personal:
                yield edge


def _leads_elsewhere(person: Person, link: Edge) -> str:
    """SQL: the row has this reference, and it ends at nobody we know as the person."""
    present = [f"source.{quote(column)} IS NOT NULL" for column in link.columns]
    present += conditions_of("source", link)
    ways = person.graph.paths(link.target)
    mine = _any(_exists(person, (Step(link), *way)) for way in ways)
    return f"(coalesce({' AND '.join(present)}, false) AND NOT ({mine}))"


def _exists(person: Person, path: Sequence[Step]) -> str:
    relation, on = person.owners.along(tuple(path), person.people)
    return f"EXISTS (SELECT 1 FROM {relation} AS owner WHERE {on})"


def _any(conditions: Iterator[str]) -> str:
    return " OR ".join(conditions)


def _mark(number: int) -> str:
    return f"elsewhere_{number}"
