"""Whose rows are whose, as SQL: ways of the subject graph become joins, shared between the tables on them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

import duckdb

from privacy.erasure.graph import Edge, JoinPath, Node, Step, SubjectGraph
from privacy.erasure.judged_table import JudgedTable
from privacy.stores.catalog import Catalog, Table, quote

# What is known of a person, in every relation of owned keys.
PERSON = "owner.subject_number, owner.held, owner.trigger, owner.due_at"


@dataclass(frozen=True)
class People:
    """A relation of people (see rule_people.sql), or those in it who are not in the relation `but`."""

    relation: str
    but: str | None = None

    def conditions(self, alias: str) -> Sequence[str]:
        # Named apart, not taken out of the relation: the few rows that are looked for come first.
        return (f"{alias}.subject_raw NOT IN (SELECT subject_raw FROM {self.but})",) if self.but else ()


@dataclass(frozen=True)
class Owners:
    """Relations of owned keys, one row per person and key they own.

    What is known of each person goes along: PERSON.
    Where the table that is referred to has been judged for the same people its rows are at hand; else a
    temporary table is made, once. `people` and `judged` must exist while it is used.

    Attributes:
        judged: tables judged so far, whose rows belong to one person at most, by the people they were judged
            for.
    """

    connection: duckdb.DuckDBPyConnection
    graph: SubjectGraph
    catalog: Catalog
    judged: dict[tuple[Node, People], JudgedTable] = field(default_factory=dict)
    _made: dict[tuple[JoinPath, tuple[str, ...], People], str] = field(default_factory=dict)

    def of(self, node: Node, people: People) -> Iterator[tuple[str, str]]:
        """The relations that a table joins to find its rows' owners, and the conditions.

        In a condition the table is `source`, the relation `owner`. Together they give every row of every
        person, those of a table without several links once.
        """
        for step, paths in groupby(self.graph.paths(node), key=lambda path: path[0] if path else None):
            if step is None:
                yield self._subjects(people)
            else:
                rests = tuple(path[1:] for path in paths)
                for relation, names in self._targets(step.edge, rests, people):
                    yield relation, self._follows(step, names, people)

    def along(self, path: JoinPath, people: People) -> tuple[str, str]:
        """The same for one path."""
        if not path:
            return self._subjects(people)
        ((relation, names),) = self._targets(path[0].edge, (path[1:],), people)
        return relation, self._follows(path[0], names, people)

    def _subjects(self, people: People) -> tuple[str, str]:
        own = f"source.{quote(self.graph.key)} = owner.subject_key"
        return people.relation, " AND ".join((own, *people.conditions("owner")))

    def _targets(
        self, edge: Edge, paths: Sequence[JoinPath], people: People
    ) -> Iterator[tuple[str, Sequence[str]]]:
        """Relations of the keys that `edge` refers to, as far as people own them by these paths, and the
        names of their columns.

        For the subject's own key the table itself is not read: what refers to a person is found even
        when the person's row is already gone.
        """
        if self._names_subject(edge):
            yield people.relation, ("subject_key",)
            return
        parent = self.judged.get((edge.target, people))
        if parent is not None and paths == self.graph.paths(edge.target):
            yield parent.owned(people.relation), [parent.held_as(column) for column in edge.target_columns]
            return
        for path in paths:
            names = [f"key_{place}" for place in range(len(edge.target_columns))]
            yield self._owned(path, edge.target, edge.target_columns, people), names

    def _owned(self, path: JoinPath, node: Node, columns: tuple[str, ...], people: People) -> str:
        """The distinct `columns` of the people's rows that `path` leads from, as key_0, key_1 …"""
        made = (path, columns, people)
        if made not in self._made:
            name = f"owned_keys_{len(self._made)}"
            self._made[made] = name
            owners, on = self.along(path, people)
            keys = ", ".join(f"source.{quote(column)} AS key_{place}" for place, column in enumerate(columns))
            self.connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT DISTINCT {PERSON}, {keys} "
                f"FROM {self._table(node).sql_name} AS source, {owners} AS owner WHERE {on}"
            )
        return self._made[made]

    def _follows(self, step: Step, names: Sequence[str], people: People) -> str:
        conditions = [self._refers(step.edge, names), *conditions_of("source", step.edge)]
        if self._names_subject(step.edge):
            conditions += people.conditions("owner")
        for earlier in step.unless:
            columns = " OR ".join(f"source.{quote(column)} IS NULL" for column in earlier.columns)
            conditions.append(f"({columns})")
        return " AND ".join(conditions)

    def _refers(self, edge: Edge, names: Sequence[str]) -> str:
        source, target = self._table(edge.source), self._table(edge.target)
        if self._names_subject(edge):
            own, other = _type(source, edge.columns[0]), _type(target, self.graph.key)
            value = f"source.{quote(edge.columns[0])}"
            if own != other:
                return f"CAST({value} AS VARCHAR) = owner.subject_raw"
            return f"{value} = owner.subject_key"
        return " AND ".join(
            equal(source, f"source.{quote(column)}", column, target, f"owner.{name}", to_column)
            for column, name, to_column in zip(edge.columns, names, edge.target_columns, strict=True)
        )

    def _names_subject(self, edge: Edge) -> bool:
        return edge.target == self.graph.subject and edge.target_columns == (self.graph.key,)

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
