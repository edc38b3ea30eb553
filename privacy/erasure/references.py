"""References to rows that go: whatever stays may not point into the void.

A row that stays and refers to a row to be deleted loses the reference, where its columns may be NULL. Where
they may not, or a legal hold forbids to touch the row, the row referred to is not deleted: its columns are
changed as they would be inside a statutory minimum. A foreign key counts as a reference, and so does a
declared link, except one to the subject's own key: that one says whose row it is, and the rule of its table
says what becomes of it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import duckdb

from policy.errors import PolicyError
from privacy.erasure.graph import Edge, Node, SubjectGraph
from privacy.erasure.instruction import Changes
from privacy.erasure.judged_table import JudgedTable, carried, same_key
from privacy.erasure.ordering import order_of
from privacy.erasure.ownership import conditions_of, equal
from privacy.erasure.referrer import (
    Referrer,
    by_row,
    carried_of,
    columns_missing,
    key_names,
    keys_as,
    rows_bound,
)
from privacy.erasure.sums import Sums
from privacy.erasure.treatments import outstanding
from privacy.stores.catalog import quote


@dataclass(frozen=True)
class References:
    """Solves the references for the judged tables of one connection; `solve` runs once, after all are judged.

    Afterwards `detached_<n>` (one row per row of referrer n that stays and the reference it loses) and
    `untied_<n>` (the same for rows that go, whose circle must be opened first) exist where such rows may be.
    """

    connection: duckdb.DuckDBPyConnection
    sums: Sums
    graph: SubjectGraph
    tables: Mapping[Node, JudgedTable]
    referrers: tuple[Referrer, ...]
    edges: tuple[Edge, ...]
    refuse_unsolved: bool
    _noted: set[str] = field(default_factory=set)

    def solve(self) -> None:
        pending = self._pending()
        edges = [(number, edge) for number, edge in enumerate(self.edges) if edge in pending]
        for number, edge in edges:
            self._find_referring(number, edge)
        spared: set[Node] = set()
        while found := {edge.target for number, edge in edges if self._spare(number, edge)}:
            spared |= found
        for node in sorted(spared):
            self._settle_spared(self.tables[node])
            self.sums.forget(self.tables[node])
        for number, edge in edges:
            if self.cleared_columns(edge):
                self._note(self.detached, number, edge, self._referrer(edge.source).stays)
        self._open_circles(edges)

    def _pending(self) -> set[Edge]:
        """The references to tables that lose rows, without those whose referring rows all go as well.

        They do where the table is found by this very reference and all of its judged rows go, now and after
        rows have been spared: then no reference pending leads to the table.
        """
        losing = self._losing()
        edges = [edge for edge in self.edges if edge.target in losing]
        empty = {node for node in losing if not self.sums.keeps_some(self.tables[node])}
        calm = {
            edge
            for edge in edges
            if edge.source in empty and edge.source != edge.target and self._covered(edge)
        }
        # A circle of foreign keys must be opened even where all of it goes.
        among = [edge for edge in edges if edge.source in losing]
        try:
            _, cleared = order_of(losing, among, self._clearable(edges))
        except PolicyError:  # unless rows are spared; `order` tells in the end
            return set(edges)
        pending = {edge for edge in edges if edge not in calm or edge in cleared}
        while woken := {edge for edge in calm - pending if any(p.target == edge.source for p in pending)}:
            pending |= woken
        return pending

    def _clearable(self, edges: Iterable[Edge]) -> dict[Edge, bool]:
        """Those that can be cleared -> whether rows are found by them."""
        return {
            edge: edge in self.graph.followed.get(edge.source, ())
            for edge in edges
            if self.cleared_columns(edge)
        }

    def _losing(self) -> set[Node]:
        """The tables with rows to be deleted."""
        return {
            node for node, judged in self.tables.items() if judged.deleting and self.sums.loses_some(judged)
        }

    @cached_property
    def order(self) -> tuple[tuple[Node, ...], tuple[Edge, ...]]:
        """The tables that lose rows, children first, and the foreign keys inside them to clear before."""
        nodes = self._losing()
        among = [edge for edge in self.edges if edge.source in nodes and edge.target in nodes]
        return order_of(nodes, among, self._clearable(among))

    def _open_circles(self, edges: Iterable[tuple[int, Edge]]) -> None:
        """Find the rows of every circle that have to lose a reference before they are deleted themselves."""
        _, cleared = self.order
        for number, edge in edges:
            if edge in cleared:
                self._untie(number, edge, "true")
            elif edge.source == edge.target and not edge.declared:
                other = f"NOT ({same_key('referring', 'target', self.tables[edge.target])})"
                if self.cleared_columns(edge):
                    self._untie(number, edge, other)
                elif self._count(f"SELECT count(*) FROM ({self._tied(number, edge, other)})"):
                    raise rows_bound(edge)

    def detached(self, number: int) -> str:
        return f"detached_{number}"

    def untied(self, number: int) -> str:
        return f"untied_{number}"

    def cleared_by(self, edges: Iterable[int]) -> Changes:
        """The columns cleared to take these references away."""
        columns = (column for number in edges for column in self.cleared_columns(self.edges[number]))
        return tuple((column, "clear") for column in dict.fromkeys(columns))

    def lost(self, number: int) -> str | None:
        """SQL, one row per row of referrer n that stays and loses references: their numbers, and one
        person. None where there is no such row."""
        return self._by_row(self.detached(number), number)

    def lost_alone(self, number: int) -> str | None:
        """The same, of rows on which nothing else is done."""
        judged, lost = self.referrers[number].judged, self.lost(number)
        if judged is None or lost is None:
            return lost
        return f"(SELECT * FROM {lost} ANTI JOIN {judged.acting} USING ({', '.join(judged.keys)}))"

    def lost_first(self, number: int) -> str | None:
        """The same, of rows that are deleted afterwards."""
        return self._by_row(self.untied(number), number)

    def count_cleared(self, number: int) -> int:
        """Rows of referrer n that lose references by an instruction of their own."""
        parts = (self.lost_alone(number), self.lost_first(number))
        return sum(self._count(f"SELECT count(*) FROM {rows}") for rows in parts if rows)

    def _by_row(self, name: str, number: int) -> str | None:
        return by_row(name, self.referrers[number].key) if name in self._noted else None

    def cleared_columns(self, edge: Edge) -> tuple[str, ...]:
        """The columns that are cleared to take the reference away: those no other reference needs, if it can
        be; none where the reference must stand."""
        referrer = self._referrer(edge.source)
        minimum = referrer.judged.rule.minimum if referrer.judged else None
        fixed = {*referrer.key.names, *(minimum.keep if minimum else ())}
        free = [
            name
            for name in edge.columns
            if (column := referrer.table.column(name)) and column.nullable and name not in fixed
        ]
        others = {name for other in self.edges if other != edge and other.source == edge.source
                  for name in other.columns}  # fmt: skip
        return tuple(name for name in free if name not in others) or tuple(free)

    def _find_referring(self, number: int, edge: Edge) -> None:
        """`referring_<n>`: key and reference of every row that refers to a row to be deleted."""
        referrer, target = self._referrer(edge.source), self.tables[edge.target]
        judged = referrer.judged
        if judged is not None and self._covered(edge):
            source, names = judged.rows, {column: judged.held_as(column) for column in edge.columns}
            keys = ", ".join(judged.keys)
            conditions: list[str] = []
        else:
            source, names = referrer.key.relation, {column: quote(column) for column in edge.columns}
            keys = ", ".join(f"source.{key}" for key in keys_as(referrer.key))
            conditions = list(conditions_of("source", edge))
        on = self._matches(edge, {column: f"source.{name}" for column, name in names.items()}, "target")
        where = " AND ".join([f"EXISTS (SELECT 1 FROM {target.going} AS target WHERE {on})", *conditions])
        columns = ", ".join(f"source.{name} AS {carried(column)}" for column, name in names.items())
        self.connection.execute(
            f"CREATE OR REPLACE TEMP TABLE referring_{number} AS "
            f"SELECT {keys}, {columns} FROM {source} AS source WHERE {where}"
        )

    def _covered(self, edge: Edge) -> bool:
        """Whether all rows that refer by this edge to rows that go are among the referrer's judged rows.

        So it is for the reference by which the table is found, if the target's rows are found without it,
        none of them goes without having a person, and all triggers that concern them concern the referrer.
        """
        followed = self.graph.followed.get(edge.source, ())
        first = bool(followed) and (edge == followed[0] or (edge.declared and edge in followed))
        source, target = self.tables[edge.source], self.tables[edge.target]
        if not first or edge.when or target.rule.limit or not set(source.triggers) >= set(target.triggers):
            return False
        return all(step.edge.source != edge.source for path in self.graph.paths(edge.target) for step in path)

    def _spare(self, number: int, edge: Edge) -> bool:
        """Take out of deletion what a row that stays must go on referring to; whether anything changed."""
        target, referrer = self.tables[edge.target], self._referrer(edge.source)
        bound = referrer.stays
        if self.cleared_columns(edge):
            if referrer.judged is None:
                return False
            same = same_key("known", "referring", referrer.judged)
            bound += (
                f" AND EXISTS (SELECT 1 FROM {referrer.judged.rows} AS known WHERE known.held AND {same})"
            )
        on = self._matches(edge, carried_of("referring", edge), "target")
        spared = (
            f"SELECT {', '.join(f'target.{key}' for key in target.keys)} FROM {target.going} AS target "
            f"JOIN referring_{number} AS referring ON {on} WHERE {bound}"
        )
        changed = self._count(
            f"UPDATE {target.rows} SET situation = situation || '_referenced' "
            f"WHERE ({', '.join(target.keys)}) IN ({spared})"
        )
        return changed > 0

    def _settle_spared(self, judged: JudgedTable) -> None:
        """Rows taken out of deletion: where the rule names no columns to change instead, nothing can
        be done."""
        spared = "situation IN ('erasure_referenced', 'limit_referenced')"
        if "erasure_referenced" not in judged.outcomes:
            if self.refuse_unsolved:
                raise columns_missing(judged)
            self.connection.execute(f"UPDATE {judged.rows} SET situation = NULL WHERE {spared}")
        else:
            key = " AND ".join(
                f"source.{column} = {name}"
                for column, name in zip(judged.key.columns, judged.keys, strict=True)
            )
            undone = outstanding(judged.table, judged.outcomes["erasure_referenced"].changes, "source")
            self.connection.execute(
                f"UPDATE {judged.rows} SET situation = 'stay_referenced' WHERE {spared} AND NOT EXISTS "
                f"(SELECT 1 FROM {judged.key.relation} AS source WHERE {key} AND {undone})"
            )
        if judged.shared:
            self.connection.execute(
                f"UPDATE {judged.pairs} AS pair SET situation = CASE WHEN pair.situation = 'limit' "
                "THEN replace(decisive.situation, 'erasure_', 'limit_') ELSE decisive.situation END "
                f"FROM {judged.rows} AS decisive WHERE {same_key('pair', 'decisive', judged)} "
                "AND pair.situation IN ('erasure', 'limit') "
                "AND coalesce(decisive.situation LIKE '%_referenced', true)"
            )

    def _untie(self, number: int, edge: Edge, condition: str) -> None:
        goes = f"NOT ({self._referrer(edge.source).stays}) AND {condition}"
        self._note(self.untied, number, edge, goes)

    def _note(self, table: Callable[[int], str], number: int, edge: Edge, condition: str) -> None:
        name = table(self.referrers.index(self._referrer(edge.source)))
        start = "INSERT INTO {} BY NAME" if name in self._noted else "CREATE OR REPLACE TEMP TABLE {} AS"
        self.connection.execute(f"{start.format(name)} {self._tied(number, edge, condition)}")
        self._noted.add(name)

    def _tied(self, number: int, edge: Edge, condition: str) -> str:
        """SQL, one row per referring row with one of the persons whose row it refers to."""
        target, keys = self.tables[edge.target], key_names(self._referrer(edge.source).key)
        on = self._matches(edge, carried_of("referring", edge), "target")
        referring = ", ".join(f"referring.{key}" for key in keys)
        return (
            f"SELECT {referring}, {number} AS edge, min(target.subject_number) AS subject_number "
            f"FROM referring_{number} AS referring JOIN {target.going} AS target ON {on} "
            f"WHERE {condition} GROUP BY {referring}"
        )

    def _matches(self, edge: Edge, left: Mapping[str, str], alias: str) -> str:
        source, target = self._referrer(edge.source).table, self.tables[edge.target]
        return " AND ".join(
            equal(
                source, left[column], column, target.table, f"{alias}.{target.held_as(to_column)}", to_column
            )
            for column, to_column in zip(edge.columns, edge.target_columns, strict=True)
        )

    def _referrer(self, node: Node) -> Referrer:
        return next(referrer for referrer in self.referrers if referrer.node == node)

    def _count(self, sql: str) -> int:
        row = self.connection.execute(sql).fetchone()
        return 0 if row is None else int(row[0])
