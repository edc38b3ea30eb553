"""Whose rows are whose, as SQL: ways of the subject graph become joins, shared between the tables on them."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import duckdb

from privacy.erasure.graph import Edge, JoinPath, Node, Step, SubjectGraph
from privacy.stores.catalog import Catalog, Table, quote


@dataclass
class Owners:
    """Temporary tables of owned keys, each made once: one row per subject and distinct key they own.

    `staged_people` must exist. With `everyone` they hold the keys of all staged subjects, else of those
    whom a duty or a hold concerns.
    """

    connection: duckdb.DuckDBPyConnection
    graph: SubjectGraph
    catalog: Catalog
    _made: dict[tuple[JoinPath, tuple[str, ...], bool], str] = field(default_factory=dict)

    def first(self, path: JoinPath, node: Node, *, everyone: bool) -> tuple[str, str]:
        """The relation of owned keys that a table at the start of `path` joins, and the condition.

        In the condition the table is `source`, the relation `owner`.
        """
        if not path:
            return self._subjects(everyone), f"source.{quote(self.graph.key)} = owner.key_0"
        step = path[0]
        owners = self._owned(path[1:], step.edge.target, step.edge.target_columns, everyone)
        return owners, self._follows("source", step)

    def _owned(self, path: JoinPath, node: Node, columns: tuple[str, ...], everyone: bool) -> str:
        """A relation with subject_number and key_0, key_1 …: the distinct `columns` of the subjects' rows.

        For the subject's own key the table itself is not read: what refers to a person is found even
        when the person's row is already gone.
        """
        if not path and columns == (self.graph.key,):
            return self._subjects(everyone)
        made = (path, columns, everyone)
        if made not in self._made:
            name = f"owned_keys_{len(self._made)}"
            self._made[made] = name
            owners, on = self.first(path, node, everyone=everyone)
            keys = ", ".join(f"source.{quote(column)} AS key_{place}" for place, column in enumerate(columns))
            self.connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT DISTINCT owner.subject_number, {keys} "
                f"FROM {self._table(node).sql_name} AS source JOIN {owners} AS owner ON {on}"
            )
        return self._made[made]

    def _subjects(self, everyone: bool) -> str:
        people = "staged_people" if everyone else "pressing_people"
        return f"(SELECT subject_number, subject_key AS key_0, subject_raw FROM {people})"

    def _follows(self, alias: str, step: Step) -> str:
        conditions = [self._refers(alias, step.edge), *conditions_of(alias, step.edge)]
        for earlier in step.unless:
            columns = " OR ".join(f"{alias}.{quote(column)} IS NULL" for column in earlier.columns)
            conditions.append(f"({columns})")
        return " AND ".join(conditions)

    def _refers(self, alias: str, edge: Edge) -> str:
        source, target = self._table(edge.source), self._table(edge.target)
        if edge.target == self.graph.subject and edge.target_columns == (self.graph.key,):
            own, other = _type(source, edge.columns[0]), _type(target, self.graph.key)
            value = f"{alias}.{quote(edge.columns[0])}"
            return (
                f"{value} = owner.key_0" if own == other else f"CAST({value} AS VARCHAR) = owner.subject_raw"
            )
        return " AND ".join(
            equal(source, f"{alias}.{quote(column)}", column, target, f"owner.key_{place}", to_column)
            for place, (column, to_column) in enumerate(zip(edge.columns, edge.target_columns, strict=True))
        )

    def _table(self, node: Node) -> Table:
        table = self.catalog.table(node.store, node.table)
        assert table is not None, "check_annotations has seen every table of a way"
        return table


def conditions_of(alias: str, edge: Edge) -> Sequence[str]:
    """Where a reference holds only in some rows, the condition; else nothing."""
    if not edge.when:
        return ()
    column, *equals = edge.when
    values = ", ".join(literal(value) for value in equals)
    return (f"CAST({alias}.{quote(column)} AS VARCHAR) IN ({values})",)


def equal(source: Table, left: str, column: str, target: Table, right: str, to_column: str) -> str:
    """Equality of two references; keys of different types (a number here, text there) compare as text."""
    own, other = _type(source, column), _type(target, to_column)
    if own and own == other:
        return f"{left} = {right}"
    return f"CAST({left} AS VARCHAR) = CAST({right} AS VARCHAR)"


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _type(table: Table, name: str) -> str:
    column = table.column(name)
    return "" if column is None else column.type
