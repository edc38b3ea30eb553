"""The one place where a rule becomes SQL: a table's rows beside the subjects they belong to, and their
situation."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from privacy.erasure.judged_table import JudgedTable, carried
from privacy.erasure.outcomes import SITUATION_TYPE, Outcome
from privacy.erasure.ownership import PERSON, Owners, People
from privacy.erasure.treatments import outstanding
from privacy.stores.catalog import quote

# The id under which rows past a limit are counted that lead to none of the staged subjects.
UNLINKED = "unlinked"


@dataclass(frozen=True)
class Statements:
    """Writes the statements that judge one table.

    Attributes:
        people: those whom a duty or a hold concerns by its rule.
        others: everybody else.
        chosen: SQL, as in staged_people.sql.
    """

    owners: Owners
    judged: JudgedTable
    people: People
    others: People
    as_of: datetime
    chosen: str

    def pairs(self) -> Iterator[str]:
        """Create `judged.pairs`: key, carried columns, subject_number, held, trigger, situation, due_at.

        Each statement reads the table once: where one reads a server's table by several scans, some of them
        wait unread.
        """
        judged = self.judged
        parts = [self._owned(relation, on) for relation, on in self.owners.of(judged.node, self.people)]
        if judged.rule.limit is not None:
            parts += [
                self._owned(relation, f"{on} AND {self._past_limit()}")
                for relation, on in self.owners.of(judged.node, self.others)
            ]
        name = "owned_pairs" if judged.shared else judged.pairs
        start = f"CREATE OR REPLACE TEMP TABLE {name} AS"
        for part in parts:
            yield (
                f"{start} SELECT {self._columns()}, subject_number, held, trigger, situation, "
                f"{self._due_at()} AS due_at FROM ({part})"
            )
            start = f"INSERT INTO {name}"
        if judged.shared:
            held = f"bool_or(held) OVER (PARTITION BY {', '.join(judged.keys)})"
            yield (
                f"CREATE OR REPLACE TEMP TABLE {judged.pairs} AS SELECT * REPLACE ({held} AS held) "
                f"FROM (SELECT DISTINCT * FROM {name})"
            )

    def _owned(self, relation: str, on: str) -> str:
        """SQL, the rows of a table that belong to the people of a relation, and their situation."""
        asked, within = "owner.trigger IS NOT NULL", self._within_minimum()
        cases = [
            (f"{asked} AND {within} AND {self._left_to_erase()}", "within_minimum"),
            (f"{asked} AND {self._left_to_erase()}", "erasure"),
            (f"{self._limit_passed()} AND {self._is_chosen()}", "limit"),
            (f"{asked} AND {within}", "stay_minimum"),
            (f"{asked} AND {_sql(self._stays)}", "stay"),
        ]
        whens = " ".join(f"WHEN {condition} THEN '{name}'::{SITUATION_TYPE}" for condition, name in cases)
        situation = f"CASE {whens} END AS situation"
        return self._select(f"{PERSON}, {situation}", f", {relation} AS owner WHERE {on}")

    def _due_at(self) -> str:
        """What a minimum forbade became due only when the minimum ended."""
        due_at = "due_at"
        if self._eased:
            due_at = "CASE WHEN situation = 'erasure' THEN greatest(due_at, minimum_ends) ELSE due_at END"
        if self.judged.rule.limit is not None:
            due_at = f"CASE WHEN situation = 'limit' THEN limit_ends ELSE {due_at} END"
        return due_at

    def _is_chosen(self) -> str:
        if self.chosen == "true":
            return "true"
        return f"owner.subject_number IN (SELECT subject_number FROM staged_people WHERE {self.chosen})"

    def unlinked(self) -> str:
        """Adds the rows past the limit that belong to no staged subject."""
        judged = self.judged
        known = " AND ".join(f"pair.{key} = past.{key}" for key in judged.keys)
        return f"""
INSERT INTO {judged.pairs} BY NAME
SELECT {self._columns()}, NULL AS subject_number, false AS held, 'limit' AS situation, limit_ends AS due_at
FROM ({self._select("", f" WHERE {self._past_limit()}")}) AS past
WHERE NOT EXISTS (SELECT 1 FROM {judged.pairs} AS pair WHERE {known})"""

    def rows(self) -> str:
        """Creates `judged.rows` where rows are shared: what obliges to more decides, then the earliest
        due."""
        judged = self.judged
        order = "['erasure', 'within_minimum', 'limit', 'stay_minimum', 'stay']"
        decisive = f"(coalesce(list_position({order}, situation::VARCHAR), 9), due_at, subject_number)"
        chosen = ", ".join(
            f"arg_min({column}, {decisive}) AS {column}" for column in ("subject_number", "trigger", "due_at")
        )
        carry = "".join(f"any_value({carried(column)}) AS {carried(column)}, " for column in judged.carried)
        return f"""
CREATE OR REPLACE TEMP TABLE {judged.rows} AS
SELECT {", ".join(judged.keys)}, {carry}{chosen}, bool_or(held) AS held,
       arg_min(situation, {decisive}) FILTER (WHERE situation IS NOT NULL) AS situation
FROM {judged.pairs} GROUP BY {", ".join(judged.keys)}"""

    def _columns(self) -> str:
        return ", ".join((*self.judged.keys, *(carried(column) for column in self.judged.carried)))

    def _select(self, more: str, joined: str) -> str:
        """Key, carried columns, when minimum and limit end, and `more`."""
        judged, rule = self.judged, self.judged.rule
        columns = [
            f"source.{column} AS {key}" for column, key in zip(judged.key.columns, judged.keys, strict=True)
        ]
        columns += [f"source.{quote(column)} AS {carried(column)}" for column in judged.carried]
        for name, duration in (("minimum_ends", rule.minimum), ("limit_ends", rule.limit)):
            if duration is not None:
                columns.append(f"{_time(duration.time)} + INTERVAL {duration.days} DAY AS {name}")
        if more:
            columns.append(more)
        return f"SELECT {', '.join(columns)}\nFROM {judged.key.relation} AS source{joined}"

    def _left_to_erase(self) -> str:
        erasure = self._outstanding(self.judged.outcomes["erasure"])
        if self.judged.rule.minimum is None:
            return erasure
        inside = self._outstanding(self.judged.outcomes["within_minimum"])
        return f"CASE WHEN {self._within_minimum()} THEN {inside} ELSE {erasure} END"

    def _outstanding(self, outcome: Outcome) -> str:
        if outcome.action == "change":
            return outstanding(self.judged.table, outcome.changes, "source")
        return _sql(outcome.action == "delete")

    def _within_minimum(self) -> str:
        """A row of unknown age counts as young: what the law may still ask for is not deleted."""
        minimum = self.judged.rule.minimum
        if minimum is None:
            return "false"
        return f"coalesce({_time(minimum.time)} > {self._before(minimum.days)}, true)"

    def _limit_passed(self) -> str:
        return "false" if self.judged.rule.limit is None else f"coalesce({self._past_limit()}, false)"

    def _past_limit(self) -> str:
        """Older than the limit (the last day itself is in time), free to go, and not done yet; NULL where the
        age is unknown. The column is compared as it is, so that stores can look only where it fits."""
        limit = self.judged.rule.limit
        assert limit is not None, "asked for only where there is one"
        conditions = [f"{_time(limit.time)} < {self._before(limit.days)}"]
        if self.judged.rule.minimum is not None:
            conditions.append(f"NOT {self._within_minimum()}")
        undone = self._outstanding(self.judged.outcomes["limit"])
        return " AND ".join((*conditions, *([] if undone == "true" else [undone])))

    @property
    def _stays(self) -> bool:
        return self.judged.outcomes["erasure"].action == "keep"

    @property
    def _eased(self) -> bool:
        """Whether the minimum forbids what the erasure would do."""
        within, after = self.judged.outcomes.get("within_minimum"), self.judged.outcomes["erasure"]
        return within is not None and (within.action, within.changes) != (after.action, after.changes)

    def _before(self, days: int) -> str:
        return f"TIMESTAMP '{(self.as_of - timedelta(days=days)).isoformat(sep=' ')}'"


def _time(column: str) -> str:
    """A text that is no time counts as unknown; an error would quote it."""
    return f"TRY_CAST(source.{quote(column)} AS TIMESTAMP)"


def _sql(condition: bool) -> str:
    return "true" if condition else "false"
