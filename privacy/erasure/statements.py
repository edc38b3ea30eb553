"""The one place where policy becomes SQL: a table's rows beside the subjects they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from policy.retention import ERASED_PREFIX, Action, TableRule
from privacy.erasure.annotations import rule_columns
from privacy.erasure.graph import Edge, JoinPath, Node, SubjectGraph
from privacy.stores.catalog import Catalog, Table, quote

# The id under which rows past a limit are counted that lead to none of the staged subjects.
UNLINKED = "unlinked"


@dataclass(frozen=True)
class Statements:
    """Writes the SELECT for one table's rule; `staged_by_subject` must exist when it is run."""

    graph: SubjectGraph
    catalog: Catalog
    as_of: datetime

    def candidates(self, rule: TableRule) -> str:
        """SQL, one row per row of the table and subject it belongs to, with what decides about it:

        subject_id, held, erasure_trigger, erasure_due_at, within_minimum, minimum_ends,
        erasure_outstanding, limit_outstanding, limit_ends. A row past its limit that belongs to no
        staged subject appears once, under the subject_id `unlinked`.
        """
        node = Node(rule.store, rule.table)
        table = self._table(node)
        paths = self.graph.paths(node)
        pairs = "\nUNION\n".join(self._pairs(path, table) for path in paths)
        keys = {column for path in paths for column in (path[0].columns if path else (self.graph.key,))}
        read = ", ".join(quote(column) for column in sorted(keys | set(rule_columns(rule))))
        return f"""
WITH source_row AS MATERIALIZED (
  SELECT {read}, row_number() OVER () AS source_row_number FROM {table.sql_name}
),
belongs AS MATERIALIZED ({pairs})
SELECT staged.subject_id, staged.held, staged.erasure_trigger, staged.erasure_due_at,
       {self._flags(rule)}
FROM source_row
JOIN belongs ON belongs.source_row_number = source_row.source_row_number
JOIN staged_by_subject AS staged ON staged.subject_raw = belongs.subject_raw
{self._unlinked(rule)}"""

    def _unlinked(self, rule: TableRule) -> str:
        if rule.limit is None:
            return ""
        return f"""UNION ALL
SELECT {_literal(UNLINKED)}, false, NULL, NULL,
       {self._flags(rule)}
FROM source_row
WHERE {self._past_limit(rule)}
  AND source_row.source_row_number NOT IN (SELECT source_row_number FROM belongs)"""

    def _pairs(self, path: JoinPath, table: Table) -> str:
        """SQL, one row per row number of the table and subject the path leads to."""
        if not path:
            key = self.graph.key
            on = _equal(f"source_row.{quote(key)}", _type(table, key), "owner.key_0", "VARCHAR")
            owners = "SELECT subject_raw, subject_raw AS key_0 FROM staged_by_subject"
        else:
            owners = self._owned_keys(path[1:], path[0].target, path[0].target_columns)
            on = self._refers("source_row", path[0])
        return (
            "SELECT source_row.source_row_number, owner.subject_raw "
            f"FROM source_row JOIN ({owners}) AS owner ON {on}"
        )

    def _owned_keys(self, path: JoinPath, node: Node, columns: Sequence[str]) -> str:
        """SQL, one row per subject and distinct `columns` (as key_0, key_1 …) of its rows in `node`.

        For the subject's own key the table itself is not read: what refers to a person is found even
        when the person's row is already gone.
        """
        table = self._table(node)
        if not path:
            key = self.graph.key
            if tuple(columns) == (key,):
                return "SELECT subject_raw, subject_raw AS key_0 FROM staged_by_subject"
            owners = "SELECT subject_raw, subject_raw AS key_0 FROM staged_by_subject"
            on = _equal(f"passed.{quote(key)}", _type(table, key), "owner.key_0", "VARCHAR")
        else:
            owners = self._owned_keys(path[1:], path[0].target, path[0].target_columns)
            on = self._refers("passed", path[0])
        keys = ", ".join(f"passed.{quote(column)} AS key_{place}" for place, column in enumerate(columns))
        return (
            f"SELECT DISTINCT owner.subject_raw, {keys} "
            f"FROM {table.sql_name} AS passed JOIN ({owners}) AS owner ON {on}"
        )

    def _refers(self, alias: str, edge: Edge) -> str:
        source, target = self._table(edge.source), self._table(edge.target)
        staged_key = edge.target == self.graph.subject and edge.target_columns == (self.graph.key,)
        return " AND ".join(
            _equal(
                f"{alias}.{quote(column)}",
                _type(source, column),
                f"owner.key_{place}",
                "VARCHAR" if staged_key else _type(target, to_column),
            )
            for place, (column, to_column) in enumerate(zip(edge.columns, edge.target_columns, strict=True))
        )

    def _flags(self, rule: TableRule) -> str:
        assert rule.on_cancellation is not None, "a personal rule has one"
        action, columns = rule.on_cancellation.action, rule.on_cancellation.columns
        outstanding = _outstanding(action, columns)
        within, ends = self._within_minimum(rule), "NULL::TIMESTAMP"
        if rule.minimum is not None:
            ends = f"{_time(rule.minimum.time)} + INTERVAL {rule.minimum.days} DAY"
            if action in ("delete", "clear"):
                pseudonymised = _outstanding("pseudonymise", columns)
                outstanding = f"CASE WHEN {within} THEN {pseudonymised} ELSE {outstanding} END"
        limit, limit_ends = "false", "NULL::TIMESTAMP"
        if rule.limit is not None:
            limit = self._past_limit(rule)
            limit_ends = f"{_time(rule.limit.time)} + INTERVAL {rule.limit.days} DAY"
        return (
            f"{within} AS within_minimum, {ends} AS minimum_ends, {outstanding} AS erasure_outstanding, "
            f"{limit} AS limit_outstanding, {limit_ends} AS limit_ends"
        )

    def _within_minimum(self, rule: TableRule) -> str:
        """A row of unknown age counts as young: what the law may still ask for is not deleted."""
        if rule.minimum is None:
            return "false"
        ends = f"{_time(rule.minimum.time)} + INTERVAL {rule.minimum.days} DAY"
        return f"coalesce({ends} > {self._now()}, true)"

    def _past_limit(self, rule: TableRule) -> str:
        """Older than the limit (the last day itself is in time), free to go, and not done yet."""
        assert rule.limit is not None, "asked for only where there is one"
        ends = f"{_time(rule.limit.time)} + INTERVAL {rule.limit.days} DAY"
        outstanding = _outstanding(rule.limit.action, rule.limit.columns)
        past = f"coalesce({ends} < {self._now()}, false)"
        return f"({past} AND NOT {self._within_minimum(rule)} AND {outstanding})"

    def _now(self) -> str:
        return f"TIMESTAMP '{self.as_of.isoformat(sep=' ')}'"

    def _table(self, node: Node) -> Table:
        table = self.catalog.table(node.store, node.table)
        assert table is not None, "check_annotations has seen every table of a path"
        return table


def _outstanding(action: Action, columns: Sequence[str]) -> str:
    """True for a row on which the action still has something to do; a NULL needs no pseudonym."""
    if action == "delete":
        return "true"
    if action == "keep":
        return "false"
    raw = [f"source_row.{quote(column)}" for column in columns]
    if action == "clear":
        return "(" + " OR ".join(f"{value} IS NOT NULL" for value in raw) + ")"
    prefix = _literal(ERASED_PREFIX)
    done = (f"coalesce(starts_with(CAST({value} AS VARCHAR), {prefix}), true)" for value in raw)
    return "NOT (" + " AND ".join(done) + ")"


def _time(column: str) -> str:
    """A text that is no time counts as unknown; an error would quote it."""
    return f"TRY_CAST(source_row.{quote(column)} AS TIMESTAMP)"


def _type(table: Table, name: str) -> str:
    column = table.column(name)
    return "" if column is None else column.type


def _equal(left: str, left_type: str, right: str, right_type: str) -> str:
    """Equality of two references; keys of different types (a number here, text there) compare as text."""
    if left_type and left_type == right_type:
        return f"{left} = {right}"
    return f"CAST({left} AS VARCHAR) = CAST({right} AS VARCHAR)"


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
