"""A judged table's rows summed by person, and those sums by situation: all counts, and what is there at all,
come from them, so that no statement looks through the rows once more."""

from dataclasses import dataclass, field

import duckdb

from privacy.erasure.judged_table import JudgedTable
from privacy.erasure.outcomes import Situation

# Situation (None: nothing is asked for), trigger, held -> people, rows
Group = tuple[Situation | None, str | None, bool]
Groups = dict[Group, tuple[int, int]]


@dataclass(frozen=True)
class Sums:
    """Makes the tables `sums` of judged tables when they are first asked for."""

    connection: duckdb.DuckDBPyConnection
    _groups: dict[int, Groups] = field(default_factory=dict)

    def groups(self, table: JudgedTable) -> Groups:
        """People and their rows; a row that is several people's counts for each of them."""
        if table.number not in self._groups:
            self.connection.execute(
                f"CREATE OR REPLACE TEMP TABLE {table.sums} AS "
                "SELECT subject_number, situation, trigger, held, min(due_at) AS due_at, count(*) AS rows "
                f"FROM {table.pairs} GROUP BY subject_number, situation, trigger, held"
            )
            self._groups[table.number] = self.grouped("count(subject_number), sum(rows)", table.sums)
        return self._groups[table.number]

    def grouped(self, counted: str, source: str) -> Groups:
        """Two counts of a relation's rows by group."""
        found = self.connection.execute(
            f"SELECT situation, trigger, held, {counted} FROM {source} GROUP BY situation, trigger, held"
        ).fetchall()
        return {
            (situation, trigger, held): (people, int(rows))
            for situation, trigger, held, people, rows in found
        }

    def forget(self, table: JudgedTable) -> None:
        """The table's rows have been judged otherwise since."""
        self._groups.pop(table.number, None)

    def loses_some(self, table: JudgedTable) -> bool:
        """Whether rows are to be deleted."""
        if table.shared:
            return self._is_any(table.going)
        return any(self._deletes(table, group) for group in self.groups(table))

    def keeps_some(self, table: JudgedTable) -> bool:
        """Whether judged rows are not deleted."""
        if table.shared:
            return self._is_any(table.staying)
        return not all(self._deletes(table, group) for group in self.groups(table))

    def _deletes(self, table: JudgedTable, group: Group) -> bool:
        situation, _, held = group
        return not held and situation in {outcome.situation for outcome in table.deleting}

    def _is_any(self, relation: str) -> bool:
        return self.connection.execute(f"SELECT 1 FROM {relation} LIMIT 1").fetchone() is not None
