"""The mentions in the tables of the stores, counted for the plan and named by their rows for the execution.

A row is searched as it will be once the plan is carried out: rows that go, and columns that are treated
anyway, hold no mention any more.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

import pyarrow as pa

from policy.retention_rules import REDACT
from privacy.erasure.cell_search import candidates
from privacy.erasure.due import JudgedRows
from privacy.erasure.graph import Node
from privacy.erasure.instruction import Instruction
from privacy.erasure.judged_table import situation_in
from privacy.erasure.mention_text import Mentions
from privacy.erasure.mentions import FoundMentions, PlannedMention, Redaction, Wanted, redactions
from privacy.erasure.ownership import literal
from privacy.erasure.row_keys import RowKey, RowKeys
from privacy.erasure.victims import TableVictims
from privacy.stores.catalog import quote

# Rows whose identifiers one instruction carries with it.
PART_ROWS = 10_000


def find_mentions(
    judged: JudgedRows, wanted: Wanted, columns: Iterable[tuple[str, str, str]]
) -> FoundMentions:
    """Count the mentions in the columns that policy names and in these others (store, table, column)."""
    asked: dict[Node, dict[str, None]] = {}
    for rule in judged.policy.tables:
        asked.setdefault(Node(rule.store, rule.table), {}).update(dict.fromkeys(rule.mentions))
    for store, name, column in sorted(columns):
        table = judged.catalog.table(store, name)
        if table is not None and table.is_readable and table.column(column) is not None:
            asked.setdefault(Node(store, name), {})[column] = None
    masked = {Node(each.rule.store, each.rule.table): each for each in redactions(judged)}
    lines: list[PlannedMention] = []
    rows: dict[Node, tuple[int, int]] = {}
    if wanted.forms:
        for node, names in sorted(asked.items()):
            if names:
                search = _TableSearch(judged, node, tuple(names), masked.get(node), wanted)
                lines += search.lines()
                rows[node] = search.masked_rows()
    return FoundMentions(tuple(lines), rows)


def mention_victims(judged: JudgedRows, wanted: Wanted) -> tuple[TableVictims, ...]:
    """The rows in which mentions are to be masked, read afresh; each instruction carries what it masks."""
    if not wanted.forms:
        return ()
    return tuple(
        part
        for each in redactions(judged)
        for part in _TableSearch(
            judged, Node(each.rule.store, each.rule.table), each.columns, each, wanted
        ).victims(each)
    )


class _TableSearch:
    """The mentions in one table, as the temporary table `found_mentions` of the connection: one row per row,
    column and spelling, `k_0` … the row's key."""

    def __init__(
        self,
        judged: JudgedRows,
        node: Node,
        columns: tuple[str, ...],
        masked: Redaction | None,
        wanted: Wanted,
    ) -> None:
        self._judged = judged
        self._node = node
        self._masked = () if masked is None else masked.columns
        self._wanted = wanted
        self._mentions = Mentions(wanted.forms)
        self._connection = judged.connection
        self._rule = judged.policy.table(node.store, node.table)
        table = judged.catalog.table(node.store, node.table)
        assert table is not None, "only tables of the catalog are searched"
        self._table = table
        self._key = self._row_key()
        self._read(columns)

    def lines(self) -> Iterator[PlannedMention]:
        found = self._connection.execute(
            f"SELECT column_name, decided_by, count(DISTINCT subject_id), count(DISTINCT row_number) "
            f"FROM ({self._decided()}) GROUP BY ALL ORDER BY ALL"
        ).fetchall()
        rule_id = self._rule.id if self._rule else None
        for column, decided_by, subjects, cells in found:
            action: Literal["redact", "report"] = "redact" if decided_by == "erasure_duty" else "report"
            yield PlannedMention(
                self._rule.mentions_id if self._rule and action == "redact" else rule_id,
                self._node.store, self._node.table, column, action, decided_by, subjects, cells,
            )  # fmt: skip

    def masked_rows(self) -> tuple[int, int]:
        row = self._connection.execute(
            "SELECT count(DISTINCT subject_id), count(DISTINCT row_number) "
            f"FROM ({self._decided()}) WHERE decided_by = 'erasure_duty'"
        ).fetchone()
        return (0, 0) if row is None else (row[0], row[1])

    def victims(self, masked: Redaction) -> Iterator[TableVictims]:
        keys = ", ".join(
            f"any_value(k_{place}) AS {quote(name)}" for place, name in enumerate(self._key.names)
        )
        found = self._connection.execute(
            f"SELECT {keys}, min(subject_id) AS subject_id, list(DISTINCT form) AS forms "
            f"FROM ({self._decided()}) WHERE decided_by = 'erasure_duty' "
            "GROUP BY row_number ORDER BY row_number"
        ).to_arrow_table()
        for start in range(0, found.num_rows, PART_ROWS):
            part = found.slice(start, PART_ROWS)
            forms = {form for forms in part.column("forms").to_pylist() for form in forms}
            instruction = Instruction(
                masked.rule.mentions_id, masked.rule.store, masked.rule.table, "change",
                tuple((column, "redact") for column in masked.columns),
                mentions=tuple(sorted((self._mentions.domain(form), form) for form in forms)),
            )  # fmt: skip
            yield TableVictims(instruction, masked.table, self._key.names, part.drop_columns("forms"))

    def _row_key(self) -> RowKey:
        judged = self._judged.tables.get(self._node)
        if judged is not None:
            return judged.key
        keys = RowKeys.of(self._connection)
        masks = self._masked and self._rule is not None
        return keys.key(self._table, self._rule) if masks and self._rule else keys.number(self._table)

    def _read(self, columns: Sequence[str]) -> None:
        mentions = self._mentions
        parts: list[pa.Table] = []
        rows = 0
        read = candidates(self._connection, self._key.relation, self._key.columns, columns, mentions)
        for batch in read:
            hits = [
                hit for place, column in enumerate(columns) for hit in _hits(batch, place, column, mentions)
            ]
            taken = batch.take(pa.array([hit.row for hit in hits], pa.int64()))
            keys = {f"k_{place}": taken.column(f"k_{place}") for place in range(len(self._key.columns))}
            parts.append(
                pa.table(
                    keys
                    | {
                        "row_number": pa.array([rows + hit.row for hit in hits], pa.int64()),
                        "column_name": pa.array([hit.column for hit in hits], pa.string()),
                        "form": pa.array([hit.form for hit in hits], pa.string()),
                        "certain": pa.array([hit.is_certain for hit in hits], pa.bool_()),
                        "subject_id": pa.array([self._wanted.owners[hit.form] for hit in hits], pa.string()),
                    }
                )
            )
            rows += batch.num_rows
        self._keep(parts)

    def _keep(self, parts: list[pa.Table]) -> None:
        if not parts:
            # No row at all: the key's types are of no use, but the columns have to be there.
            keys = ", ".join(f"NULL AS k_{place}" for place in range(len(self._key.columns)))
            self._connection.execute(
                f"CREATE OR REPLACE TEMP TABLE found_mentions AS SELECT {keys}, 0::BIGINT AS row_number, "
                "'' AS column_name, '' AS form, false AS certain, '' AS subject_id WHERE false"
            )
            return
        self._connection.register("mentions_read", pa.concat_tables(parts))
        self._connection.execute("CREATE OR REPLACE TEMP TABLE found_mentions AS FROM mentions_read")
        self._connection.unregister("mentions_read")

    def _decided(self) -> str:
        """SQL, the mentions that the plan leaves in place, each with what decides about it."""
        held, gone = self._held_and_gone()
        masked = ", ".join(literal(column) for column in self._masked) or "NULL"
        # Policy would have these masked, but for an exception.
        spared = [c for c, action in self._rule.mentions.items() if action == REDACT] if self._rule else []
        excepted = ", ".join(literal(column) for column in spared if column not in self._masked) or "NULL"
        return f"""
SELECT *, CASE
    WHEN coalesce(column_name IN ({excepted}), false) THEN 'exception'
    WHEN NOT coalesce(column_name IN ({masked}), false) THEN 'reported'
    WHEN {held} THEN 'legal_hold'
    WHEN NOT certain THEN 'uncertain'
    ELSE 'erasure_duty' END AS decided_by
FROM found_mentions AS found WHERE NOT ({gone})"""

    def _held_and_gone(self) -> tuple[str, str]:
        """SQL, whether a row is held by a person's legal hold, and whether the plan takes the cell away."""
        judged = self._judged.tables.get(self._node)
        if judged is None or self._key.names == ("quanyi_number",):
            return "false", "false"
        same = " AND ".join(f"judged.{key} = found.{key}" for key in judged.keys)
        treated = [situation_in(judged.deleting)]
        for outcome in judged.outcomes.values():
            if outcome.action == "change":
                columns = ", ".join(literal(column) for column, _ in outcome.changes)
                treated.append(f"(situation = {literal(outcome.situation)} AND column_name IN ({columns}))")
        rows = f"SELECT 1 FROM {judged.rows} AS judged WHERE {same} AND"
        return (
            f"EXISTS ({rows} judged.held)",
            f"EXISTS ({rows} NOT judged.held AND ({' OR '.join(treated)}))",
        )


class _Hit(NamedTuple):
    row: int
    column: str
    form: str
    is_certain: bool


def _hits(batch: pa.RecordBatch, place: int, column: str, mentions: Mentions) -> Iterator[_Hit]:
    for row, cell in enumerate(batch.column(f"m_{place}").to_pylist()):
        forms = mentions.in_text(cell) if cell is not None else ()
        certain = mentions.certain(cell) if forms else ()
        for form in forms:
            yield _Hit(row, column, form, form in certain)
