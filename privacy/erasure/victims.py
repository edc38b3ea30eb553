"""The rows that a plan's instructions act on, by their keys, in the order of execution."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from privacy.erasure.due import JudgedRows, judge_rows
from privacy.erasure.graph import Node
from privacy.erasure.instruction import Changes, Instruction
from privacy.erasure.judged_table import JudgedTable
from privacy.erasure.outcomes import Outcome
from privacy.erasure.references import Referrer
from privacy.erasure.row_keys import RowKey
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
            yield from self._clear(referrer, references.lost_first(number))
        place = {node: number for number, node in enumerate(order)}
        nodes = {*self.judged.tables, *(referrer.node for referrer in references.referrers)}
        for node in sorted(nodes, key=lambda node: (place.get(node, -1), node)):
            yield from self._changes(node)
        for node in order:
            yield from self._deletions(node)

    def _changes(self, node: Node) -> Iterator[TableVictims]:
        """Columns that rules change together with the references a row loses, then references alone."""
        references, table = self.judged.references, self.judged.tables.get(node)
        number = next((n for n, referrer in enumerate(references.referrers) if referrer.node == node), None)
        if table is not None and table.changes_some:
            keys = ", ".join(table.keys)
            edges, lost = "NULL::INTEGER[] AS edges", ""
            if number is not None:
                edges, lost = "edges", f"LEFT JOIN {references.lost(number)} AS lost USING ({keys})"
            rows = (
                f"SELECT {keys}, acting.subject_number, situation, trigger, {edges} "
                f"FROM {table.changing} AS acting {lost}"
            )
            yield from self._by_outcome(table, rows)
        if number is not None:
            yield from self._clear(references.referrers[number], references.lost_alone(number))

    def _deletions(self, node: Node) -> Iterator[TableVictims]:
        table = self.judged.tables[node]
        keys = ", ".join(table.keys)
        rows = (
            f"SELECT {keys}, subject_number, situation, trigger, NULL::INTEGER[] AS edges FROM {table.going}"
        )
        yield from self._by_outcome(table, rows)

    def _by_outcome(self, table: JudgedTable, rows: str) -> Iterator[TableVictims]:
        """Rows apart by what is done to them and by whose clause."""
        found = self._keys(table.key, rows, "situation, trigger, array_to_string(edges, ' ') AS edges")
        parts: dict[Instruction, list[pa.Table]] = {}
        names = ("situation", "trigger", "edges")
        groups = found.group_by(list(names)).aggregate([]).to_pylist()
        for group in sorted(groups, key=lambda group: [group[name] or "" for name in names]):
            outcome = table.outcomes[group["situation"]]
            lost = [int(edge) for edge in (group["edges"] or "").split()]
            instruction = Instruction(
                outcome.rule_id,
                table.rule.store,
                table.rule.table,
                "delete" if outcome.action == "delete" else "change",
                _merged(outcome.changes, self.judged.references.cleared_by(lost)),
                outcome.decided_by,
                self._clause(outcome, group["trigger"]),
            )
            these = found if len(groups) == 1 else found.filter(_is_group(found, group))
            parts.setdefault(instruction, []).append(these.drop_columns(list(names)))
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

    def _keys(self, key: RowKey, rows: str, more: str = "") -> pa.Table:
        """The key, the keyed id of the subject, and `more` columns of these rows."""
        columns = ", ".join(f"k_{place} AS {quote(name)}" for place, name in enumerate(key.names))
        order = ", ".join(f"k_{place}" for place in range(len(key.names)))
        return self.judged.connection.execute(
            f"SELECT {columns}, coalesce(subject_id, 'unlinked') AS subject_id{', ' * bool(more)}{more} "
            f"FROM ({rows}) AS victim "
            "LEFT JOIN staged_people ON staged_people.subject_number = victim.subject_number "
            f"ORDER BY {order}"
        ).to_arrow_table()

    def _fetch(self, sql: str) -> list[tuple[Any, ...]]:
        return self.judged.connection.execute(sql).fetchall()


def _merged(changes: Changes, cleared: Changes) -> Changes:
    """A reference that is lost is cleared, whatever the rule would have made of its column."""
    return (*(pair for pair in changes if pair[0] not in dict(cleared)), *cleared)


def _is_group(found: pa.Table, group: dict[str, str | None]) -> pa.Array:
    """Which rows are of the group; NULL equals NULL."""
    same = pa.array([True] * found.num_rows)
    for name, value in group.items():
        column = found[name]
        same = pc.and_(
            same, column.is_null() if value is None else pc.fill_null(pc.equal(column, value), False)
        )
    return same


def _numbers(edges: Sequence[int]) -> str:
    return f"[{', '.join(str(edge) for edge in edges)}]::INTEGER[]"
