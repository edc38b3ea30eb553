"""The one place where a rule becomes SQL: a table's rows beside the subjects they belong to, and their
situation."""

from dataclasses import dataclass
from datetime import datetime

from privacy.erasure.graph import JoinPath, Node
from privacy.erasure.judged_table import JudgedTable, carried
from privacy.erasure.outcomes import Outcome
from privacy.erasure.ownership import Owners
from privacy.erasure.treatments import outstanding
from privacy.stores.catalog import quote

# The id under which rows past a limit are counted that lead to none of the staged subjects.
UNLINKED = "unlinked"


@dataclass(frozen=True)
class Statements:
    """Writes the statements that judge one table; `people` is the table of rule_people.sql for its rule."""

    owners: Owners
    judged: JudgedTable
    people: str
    as_of: datetime
    everybody_chosen: bool

    def pairs(self) -> str:
        """Creates `judged.pairs`: key, carried columns, subject_number, held, trigger, situation, due_at."""
        judged = self.judged
        paths = self.owners.graph.paths(Node(judged.rule.store, judged.rule.table))
        parts = [self._owned(path, everyone=False) for path in paths]
        if judged.rule.limit is not None:
            parts += [self._owned(path, everyone=True) for path in paths]
        owned = ("\nUNION\n" if judged.shared else "\nUNION ALL\n").join(parts)
        held = "coalesce(held, false)"
        if judged.shared:
            held = f"bool_or({held}) OVER (PARTITION BY {', '.join(judged.keys)})"
        return f"""
CREATE OR REPLACE TEMP TABLE {judged.pairs} AS
WITH owned AS ({owned})
SELECT {self._columns()}, subject_number, held, trigger, situation,
       CASE
           WHEN situation = 'limit' THEN limit_ends
           -- What a minimum forbade became due only when the minimum ended.
           WHEN situation = 'erasure' AND {_sql(self._eased)} THEN greatest(erasure_due_at, minimum_ends)
           ELSE erasure_due_at
       END AS due_at
FROM (
    SELECT * EXCLUDE (held), {held} AS held, erasure_trigger AS trigger,
           CASE
               WHEN erasure_trigger IS NOT NULL AND erasure_outstanding AND within_minimum THEN
               'within_minimum' WHEN erasure_trigger IS NOT NULL AND erasure_outstanding THEN 'erasure' WHEN
               limit_outstanding AND {self._chosen()} THEN 'limit' WHEN erasure_trigger IS NOT NULL AND
               within_minimum THEN 'stay_minimum' WHEN erasure_trigger IS NOT NULL AND {_sql(self._stays)}
               THEN 'stay'
           END AS situation
    FROM owned LEFT JOIN {self.people} USING (subject_number)
    WHERE held OR erasure_trigger IS NOT NULL OR limit_outstanding
)"""

    def _owned(self, path: JoinPath, *, everyone: bool) -> str:
        """SQL, the rows of those whom a duty or a hold concerns; with `everyone` those of all others that are
        past the limit."""
        relation, on = self.owners.first(path, self.judged.node, everyone=everyone)
        where = ""
        if everyone:
            others = "owner.subject_number NOT IN (SELECT subject_number FROM pressing_people)"
            where = f" WHERE {self._past_limit()} AND {others}"
        return self._select("owner.subject_number", f"JOIN {relation} AS owner ON {on}{where}")

    def _chosen(self) -> str:
        if self.everybody_chosen:
            return "true"
        return "subject_number IN (SELECT subject_number FROM staged_people WHERE chosen)"

    def unlinked(self) -> str:
        """Adds the rows past the limit that belong to no staged subject."""
        judged = self.judged
        known = " AND ".join(f"pair.{key} = past.{key}" for key in judged.keys)
        return f"""
INSERT INTO {judged.pairs} BY NAME
SELECT {self._columns()}, NULL AS subject_number, false AS held,
       'limit' AS situation, limit_ends AS due_at
FROM ({self._select("NULL AS subject_number", f"WHERE {self._past_limit()}")}) AS past
WHERE NOT EXISTS (SELECT 1 FROM {judged.pairs} AS pair WHERE {known})"""

    def rows(self) -> str:
        """Creates `judged.rows` where rows are shared: what obliges to more decides, then the earliest
        due."""
        judged = self.judged
        order = "['erasure', 'within_minimum', 'limit', 'stay_minimum', 'stay']"
        decisive = f"(coalesce(list_position({order}, situation), 9), due_at, subject_number)"
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

    def _select(self, subject: str, joined: str) -> str:
        """Key, carried columns, the subject, and all that is known of the row itself."""
        judged = self.judged
        columns = [
            f"source.{column} AS {key}" for column, key in zip(judged.key.columns, judged.keys, strict=True)
        ]
        columns += [f"source.{quote(column)} AS {carried(column)}" for column in judged.carried]
        return f"""SELECT {", ".join(columns)}, {subject}, {self._flags()}
FROM {judged.key.relation} AS source {joined}"""

    def _flags(self) -> str:
        rule, outcomes = self.judged.rule, self.judged.outcomes
        erasure = self._outstanding(outcomes["erasure"])
        within, minimum_ends = self._within_minimum(), "NULL::TIMESTAMP"
        if rule.minimum is not None:
            minimum_ends = _ends(rule.minimum.time, rule.minimum.days)
            inside = self._outstanding(outcomes["within_minimum"])
            erasure = f"CASE WHEN {within} THEN {inside} ELSE {erasure} END"
        limit, limit_ends = "false", "NULL::TIMESTAMP"
        if rule.limit is not None:
            limit, limit_ends = self._past_limit(), _ends(rule.limit.time, rule.limit.days)
        return (
            f"{within} AS within_minimum, {minimum_ends} AS minimum_ends, {erasure} AS erasure_outstanding, "
            f"{limit} AS limit_outstanding, {limit_ends} AS limit_ends"
        )

    def _outstanding(self, outcome: Outcome) -> str:
        if outcome.action == "change":
            return outstanding(self.judged.table, outcome.changes, "source")
        return _sql(outcome.action == "delete")

    def _within_minimum(self) -> str:
        """A row of unknown age counts as young: what the law may still ask for is not deleted."""
        minimum = self.judged.rule.minimum
        if minimum is None:
            return "false"
        return f"coalesce({_ends(minimum.time, minimum.days)} > {self._now()}, true)"

    def _past_limit(self) -> str:
        """Older than the limit (the last day itself is in time), free to go, and not done yet."""
        limit = self.judged.rule.limit
        assert limit is not None, "asked for only where there is one"
        past = f"coalesce({_ends(limit.time, limit.days)} < {self._now()}, false)"
        undone = self._outstanding(self.judged.outcomes["limit"])
        return f"({past} AND NOT {self._within_minimum()} AND {undone})"

    @property
    def _stays(self) -> bool:
        return self.judged.outcomes["erasure"].action == "keep"

    @property
    def _eased(self) -> bool:
        """Whether the minimum forbids what the erasure would do."""
        within, after = self.judged.outcomes.get("within_minimum"), self.judged.outcomes["erasure"]
        return within is not None and (within.action, within.changes) != (after.action, after.changes)

    def _now(self) -> str:
        return f"TIMESTAMP '{self.as_of.isoformat(sep=' ')}'"


def _ends(column: str, days: int) -> str:
    """A text that is no time counts as unknown; an error would quote it."""
    return f"TRY_CAST(source.{quote(column)} AS TIMESTAMP) + INTERVAL {days} DAY"


def _sql(condition: bool) -> str:
    return "true" if condition else "false"
