"""One table with its rule, its rows' key and what its rule comes to, and the names of its working tables."""

from collections.abc import Iterable
from dataclasses import dataclass

from policy.retention import TableRule
from privacy.erasure.graph import Node
from privacy.erasure.outcomes import Outcome, Outcomes
from privacy.erasure.row_keys import RowKey
from privacy.stores.catalog import Table, quote


@dataclass(frozen=True)
class JudgedTable:
    """A table whose rows were judged.

    Attributes:
        number: sets its working tables apart.
        triggers: those that concern the rule.
        shared: whether a row may belong to several people.
        carried: columns that references use; the working tables hold them as `carried(column)`.
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

    @property
    def deleting(self) -> tuple[Outcome, ...]:
        return self._with("delete")

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
        return f"(SELECT * FROM {self.rows} WHERE NOT held AND {situation_in(self._with('change'))})"

    @property
    def acting(self) -> str:
        """SQL, the rows on which something is done."""
        return f"(SELECT * FROM {self.rows} WHERE NOT held AND {self._acts})"

    @property
    def acting_pairs(self) -> str:
        """SQL, the same as pairs with the subjects for whose sake it is done."""
        return f"(SELECT * FROM {self.pairs} WHERE NOT held AND {self._acts})"

    @property
    def changes_some(self) -> bool:
        return bool(self._with("change"))

    @property
    def _acts(self) -> str:
        return situation_in((*self._with("change"), *self.deleting))

    def _with(self, action: str) -> tuple[Outcome, ...]:
        return tuple(outcome for outcome in self.outcomes.values() if outcome.action == action)


def carried(column: str) -> str:
    return quote(f"c_{column}")


def situation_in(outcomes: Iterable[Outcome]) -> str:
    names = ", ".join(f"'{outcome.situation}'" for outcome in outcomes)
    return f"coalesce(situation IN ({names}), false)" if names else "false"


def same_key(left: str, right: str, table: JudgedTable) -> str:
    """SQL, equality of two aliases' keys."""
    return " AND ".join(f"{left}.{key} = {right}.{key}" for key in table.keys)
