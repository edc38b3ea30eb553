"""One table with its rule, its rows' key and what its rule comes to, and the names of its working tables."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from policy.retention import TableRule
from privacy.erasure.graph import Node
from privacy.erasure.outcomes import Outcome, Outcomes
from privacy.erasure.row_keys import RowKey
from privacy.stores.catalog import Table, quote

Action = Literal["delete", "change"]


@dataclass(frozen=True)
class JudgedTable:
    """A table whose rows were judged.

    Attributes:
        number: sets its working tables apart.
        triggers: those that concern the rule.
        shared: whether a row may belong to several people.
        carried: columns that references use, beside the key; the working tables have them by `held_as`.
    """

    number: int
    rule: TableRule
    table: Table
    key: RowKey
    outcomes: Outcomes
    triggers: tuple[str, ...]
    shared: bool
    carried: tuple[str, ...]

    @property
    def node(self) -> Node:
        return Node(self.rule.store, self.rule.table)

    @property
    def pairs(self) -> str:
        """One row per row of the table and subject it belongs to, with its situation."""
        return f"judged_pairs_{self.number}"

    @property
    def rows(self) -> str:
        """One row per row of the table that belongs to anybody; the situation that decides for all."""
        return f"judged_rows_{self.number}" if self.shared else self.pairs

    @property
    def keys(self) -> tuple[str, ...]:
        """The key's columns in the working tables."""
        return tuple(f"k_{place}" for place in range(len(self.key.names)))

    def held_as(self, column: str) -> str:
        """The name in the working tables of a column of the key, or of one that is carried."""
        columns = self.key.columns
        return f"k_{columns.index(quote(column))}" if quote(column) in columns else carried(column)

    @property
    def deleting(self) -> tuple[Outcome, ...]:
        return self.with_action("delete")

    @property
    def going(self) -> str:
        """SQL, the rows that are to be deleted."""
        return f"(SELECT * FROM {self.rows} WHERE NOT held AND {situation_in(self.deleting)})"

    @property
    def staying(self) -> str:
        """SQL, the judged rows that are not deleted."""
        return f"(SELECT * FROM {self.rows} WHERE held OR NOT {situation_in(self.deleting)})"

    @property
    def changing(self) -> str:
        """SQL, the rows of which columns are to be changed."""
        return f"(SELECT * FROM {self.rows} WHERE NOT held AND {situation_in(self.with_action('change'))})"

    @property
    def acting(self) -> str:
        """SQL, the rows on which something is done."""
        return f"(SELECT * FROM {self.rows} WHERE NOT held AND {self._acts})"

    @property
    def sums(self) -> str:
        """One row per subject, situation, trigger and whether it is held: rows, and the earliest due_at.

        Made by `Sums`.
        """
        return f"judged_sums_{self.number}"

    @property
    def acting_sums(self) -> str:
        """SQL, those of rows on which something is done for the subjects' sake."""
        return f"(SELECT * FROM {self.sums} WHERE NOT held AND {self._acts})"

    def situations(self, action: Action) -> str:
        """SQL, situation and trigger of the rows that are deleted or changed, perhaps many times."""
        acts = situation_in(self.with_action(action))
        return f"(SELECT situation, trigger FROM {self.rows} WHERE NOT held AND {acts})"

    def owned(self, people: str) -> str:
        """SQL, the rows of these people, for whom the table was judged, as a relation of owned keys."""
        if self.rule.limit is None and self.rule.minimum is None:
            return self.pairs
        # Rows of others past the limit are among the pairs, and due_at may be the row's own.
        columns = ", ".join((*self.keys, *map(carried, self.carried)))
        return (
            f"(SELECT {columns}, subject_number, person.held, person.trigger, person.due_at "
            f"FROM {self.pairs} JOIN {people} AS person USING (subject_number))"
        )

    @property
    def changes_some(self) -> bool:
        return bool(self.with_action("change"))

    @property
    def _acts(self) -> str:
        return situation_in((*self.with_action("change"), *self.deleting))

    def with_action(self, action: Action) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes.values() if outcome.action == action)


def carried(column: str) -> str:
    return quote(f"c_{column}")


def situation_in(outcomes: Iterable[Outcome]) -> str:
    names = ", ".join(f"'{outcome.situation}'" for outcome in outcomes)
    return f"coalesce(situation IN ({names}), false)" if names else "false"


def same_key(left: str, right: str, table: JudgedTable) -> str:
    """SQL, equality of two aliases' keys."""
    return " AND ".join(f"{left}.{key} = {right}.{key}" for key in table.keys)
