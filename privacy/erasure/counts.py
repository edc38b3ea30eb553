"""How many rows and people come to each situation, counted where they were judged."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property

from privacy.erasure.instruction import Reason
from privacy.erasure.judged_table import JudgedTable
from privacy.erasure.outcomes import Outcome
from privacy.erasure.sums import Group, Groups, Sums


@dataclass(frozen=True)
class Counts:
    """The counts of one table: people from its sums, rows each once, however many people they belong to."""

    sums: Sums
    table: JudgedTable

    def decided(self, outcome: Outcome, trigger: str | None) -> tuple[int, int]:
        """Subjects and rows on which something is done for one reason and trigger (None: any), in one way."""
        return self._count(
            lambda other, group: (
                not group[2]
                and other.decided_by == outcome.decided_by
                and other.label == outcome.label
                and other.rule_id == outcome.rule_id
                and trigger in (None, group[1])
            )
        )

    def kept(self, rule_id: str, reason: Reason) -> tuple[int, int]:
        """Subjects and rows that stay, or stay though changed, for this reason."""

        def fits(outcome: Outcome, group: Group) -> bool:
            spared = group[2] and outcome.action != "keep"
            return outcome.rule_id == rule_id and reason == ("legal_hold" if spared else outcome.decided_by)

        return self._count(fits)

    def _count(self, fits: Callable[[Outcome, Group], bool]) -> tuple[int, int]:
        def chosen(groups: Groups) -> list[Group]:
            return [
                group
                for group in groups
                if group[0] is not None and fits(self.table.outcomes[group[0]], group)
            ]

        rows = sum(self._rows[group][1] for group in chosen(self._rows))
        people = chosen(self._people)
        if len(people) == 1:
            return self._people[people[0]][0], rows
        return (self._distinct(people) if people else 0), rows

    @cached_property
    def _people(self) -> Groups:
        return self.sums.groups(self.table)

    @cached_property
    def _rows(self) -> Groups:
        if not self.table.shared:
            return self._people
        return self.sums.grouped("count(DISTINCT subject_number), count(*)", self.table.rows)

    def _distinct(self, groups: list[Group]) -> int:
        """A person with rows in several groups counts once."""
        marks = ", ".join(["(?, ?, ?)"] * len(groups))
        row = self.sums.connection.execute(
            f"SELECT count(DISTINCT subject_number) FROM {self.table.sums} "
            f"WHERE (situation, coalesce(trigger, ''), held) IN ({marks})",
            [value for situation, trigger, held in groups for value in (situation, trigger or "", held)],
        ).fetchone()
        return 0 if row is None else int(row[0])
