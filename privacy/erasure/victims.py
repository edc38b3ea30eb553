"""The rows that a plan's instructions act on, by their keys, in the order of execution."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from privacy.erasure.due import JudgedRows, judge_rows
from privacy.erasure.graph import Node
from privacy.erasure.instruction import Changes, Instruction
from privacy.erasure.judged_table import Action, JudgedTable
from privacy.erasure.outcomes import Outcome
from privacy.erasure.ownership import literal
from privacy.erasure.references import Referrer
from privacy.erasure.row_keys import RowKey
from privacy.erasure.statements import UNLINKED
from privacy.stores.catalog import Table, quote


@dataclass(frozen=True)
class TableVictims:
    """Rows of one table under one instruction.

    Attributes:
        key: the primary key, or the rule's declared `key`; `("rowid",)` for DuckDB and SQLite tables without
            one; `("file", "file_row_number")` for folders of files, counted from 0.
        keys: one column per column of `key`, in the store's own types, plus `subject_id`, the keyed id of one
            person for whose sake it happens (`unlinked` where there is none).
    """

    instruction: Instruction
    table: Table
    key: tuple[str, ...]
    keys: pa.Table


def victims_of(judged: JudgedRows, subjects: Sequence[str] | None = None) -> tuple[TableVictims, ...]:
    """All rows to act on, read as they were judged; no row stands under two instructions.

    First references inside a circle are cleared (rule_id `…-detach`; these rows are deleted further on),
    then all other changes, then deletions, children before parents.

    Args:
        subjects: keyed ids of one wave. If it was not they who were judged, the stores are judged afresh for
            them, on the same staged subjects; rows of everybody else count as rows that stay.

    Raises:
        PolicyError: references close a circle that cannot be opened.
    """
    if subjects is not None and judged.subjects != frozenset(subjects):
        judged = judge_rows(
            judged.connection, judged.policy, judged.catalog, as_of=judged.as_of, subjects=subjects
        )
    return tuple(_Victims(judged).in_order())


@dataclass(frozen=True)
class _Victims:
    judged: JudgedRows

    def in_order(self) -> Iterator[TableVictims]:
        references = self.judged.references
        order, _ = references.order
        for number, referrer in enumerate(references.referrers):
            if rows := references.lost_first(number):
                yield from self._clear(referrer, rows)
        place = {node: number for number, node in enumerate(order)}
        nodes = {*self.judged.tables, *(referrer.node for referrer in references.referrers)}
        for node in sorted(nodes, key=lambda node: (place.get(node, -1), node)):
            yield from self._changes(node)
        for node in order:
            table = self.judged.tables[node]
            yield from self._by_outcome(table, table.going, *self._situations(table, "delete"))

    def _changes(self, node: Node) -> Iterator[TableVictims]:
        """Columns that rules change together with the references a row loses, then references alone."""
        references, table = self.judged.references, self.judged.tables.get(node)
        number = next((n for n, referrer in enumerate(references.referrers) if referrer.node == node), None)
        lost = None if number is None else references.lost(number)
        if table is not None and table.changes_some and lost is None:
            yield from self._by_outcome(table, table.changing, *self._situations(table, "change"))
        elif table is not None and table.changes_some:
            keys = ", ".join(table.keys)
            rows = (
                f"(SELECT {keys}, acting.subject_number, situation, trigger, "
                "coalesce(edges, []::INTEGER[]) AS edges "
                f"FROM {table.changing} AS acting LEFT JOIN {lost} AS lost USING ({keys}))"
            )
            apart = self._distinct(f"(SELECT situation, trigger, edges FROM {rows})")
            yield from self._by_outcome(table, rows, *apart)
        if number is not None and (alone := references.lost_alone(number)):
            yield from self._clear(references.referrers[number], alone)

    def _situations(self, table: JudgedTable, action: Action) -> tuple[list[str], list[tuple[Any, ...]]]:
        """As `_distinct`, situation and trigger of the rows that are deleted or changed."""
        if table.shared:
            return self._distinct(table.situations(action))
        # Where every row is one person's, the sums tell it sooner.
        acts = {outcome.situation for outcome in table.with_action(action)}
        groups = self.judged.sums.groups(table)
        found = {
            (situation, trigger) for situation, trigger, held in groups if not held and situation in acts
        }
        return ["situation", "trigger"], list(found)

    def _by_outcome(
        self, table: JudgedTable, rows: str, names: list[str], groups: list[tuple[Any, ...]]
    ) -> Iterator[TableVictims]:
        """Rows apart by what is done to them and by whose clause, which follows from the columns `names`."""
        parts: dict[Instruction, list[pa.Table]] = {}
        for group in sorted(groups, key=lambda group: (group[0], group[1] or "", group[2:])):
            outcome = table.outcomes[group[0]]
            lost = [edge for edges in group[2:] for edge in edges]
            instruction = Instruction(
                outcome.rule_id,
                table.rule.store,
                table.rule.table,
                "delete" if outcome.action == "delete" else "change",
                _merged(outcome.changes, self.judged.references.cleared_by(lost)),
                outcome.decided_by,
                self._clause(outcome, group[1]),
            )
            same = [
                f"{name} IS NOT DISTINCT FROM {_value(value)}"
                for name, value in zip(names, group, strict=True)
            ]
            where = f" WHERE {' AND '.join(same)}" if len(groups) > 1 else ""
            parts.setdefault(instruction, []).append(self._keys(table.key, f"SELECT * FROM {rows}{where}"))
        for instruction, tables in parts.items():
            yield TableVictims(instruction, table.table, table.key.names, pa.concat_tables(tables))

    def _clause(self, outcome: Outcome, trigger: str | None) -> str | None:
        """The outcome's own, or of the trigger whose duty it carries out."""
        if outcome.clause is not None or outcome.decided_by != "erasure_duty":
            return outcome.clause
        duties = self.judged.policy.triggers.items()
        return next((duty.clause for name, duty in duties if name == trigger), None)

    def _clear(self, referrer: Referrer, rows: str) -> Iterator[TableVictims]:
        """Rows whose references are cleared and nothing else, apart by which references."""
        for (edges,) in self._fetch(f"SELECT DISTINCT edges FROM {rows} ORDER BY ALL"):
            instruction = Instruction(
                referrer.rule_id,
                referrer.node.store,
                referrer.node.table,
                "change",
                self.judged.references.cleared_by(edges),
                "reference",
                None,
            )
            keys = self._keys(referrer.key, f"SELECT * FROM {rows} WHERE edges = {_numbers(edges)}")
            yield TableVictims(instruction, referrer.table, referrer.key.names, keys)

    def _keys(self, key: RowKey, rows: str) -> pa.Table:
        """The key of these rows and the keyed id of the subject."""
        columns = ", ".join(f"k_{place} AS {quote(name)}" for place, name in enumerate(key.names))
        found = self.judged.connection.execute(
            f"SELECT {columns}, coalesce(subject_number, -1) AS subject_number FROM ({rows}) AS victim"
        ).to_arrow_table()
        ids, places = self._subject_ids
        place = pa.array(places[found.column("subject_number").to_numpy()])
        return found.drop_columns("subject_number").append_column("subject_id", ids.take(place))

    @cached_property
    def _subject_ids(self) -> tuple[pa.StringArray, npt.NDArray[np.int64]]:
        """Keyed ids of the subjects on whose rows something is done, and by the subjects' numbers the places
        of their ids; both end with the one for nobody."""
        people = self.judged.acting_people
        numbers = people.column("subject_number").to_numpy()
        places = np.full(numbers.max(initial=0) + 2, people.num_rows)
        places[numbers] = np.arange(people.num_rows)
        ids = pa.chunked_array([*people.column("subject_id").chunks, pa.array([UNLINKED])], pa.string())
        return ids.combine_chunks(), places

    def _distinct(self, rows: str) -> tuple[list[str], list[tuple[Any, ...]]]:
        """Names of the columns, and distinct rows."""
        found = self.judged.connection.execute(f"SELECT DISTINCT * FROM {rows}")
        return [column[0] for column in found.description or ()], found.fetchall()

    def _fetch(self, sql: str) -> list[tuple[Any, ...]]:
        return self.judged.connection.execute(sql).fetchall()


def _merged(changes: Changes, cleared: Changes) -> Changes:
    """A reference that is lost is cleared, whatever the rule would have made of its column."""
    return (*(pair for pair in changes if pair[0] not in dict(cleared)), *cleared)


def _value(value: str | Sequence[int] | None) -> str:
    if value is None:
        return "NULL"
    return literal(value) if isinstance(value, str) else _numbers(value)


def _numbers(edges: Sequence[int]) -> str:
    return f"[{', '.join(str(edge) for edge in edges)}]::INTEGER[]"
