"""What one table's rule comes to in every situation a row can be in; decided from policy alone, per field.

The order of those who decide: legal hold, statutory minimum, exception, erasure duty, retention limit. A
hold is a matter of the row's people and is left to the judgement of rows.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal, get_args

from policy.retention import RetentionPolicy, TableRule
from policy.retention_rules import ErasureRule, FieldAction, Fields, LimitRule, RetentionException
from policy.text import Text
from privacy.erasure.instruction import Changes, Reason, Treatment
from privacy.erasure.treatments import fitting
from privacy.stores.catalog import Table

Situation = Literal[
    "erasure",  # a trigger obliges to erase
    "within_minimum",  # so, but the row must stay for now
    "limit",  # older than the limit
    "erasure_referenced",  # it would be deleted, but a row that stays refers to it
    "limit_referenced",
    "stay_minimum",  # nothing is left to do on a row that must stay
    "stay",
    "stay_referenced",
]
SITUATION_TYPE = f"ENUM({', '.join(repr(name) for name in get_args(Situation))})"  # in SQL, of one byte
ERASURE = Text(zh="应当清除", en="to be erased")
LIMIT = Text(zh="已超过最长保存期限", en="older than the longest time it may be kept")
REFERENCE = Text(zh="须保留的数据引用了该行", en="data that must stay refers to the row")


@dataclass(frozen=True)
class KeptField:
    """A column that stays as it is although the rule would change it."""

    column: str
    decided_by: Reason
    basis: Text
    clause: str | None


@dataclass(frozen=True)
class Outcome:
    """What becomes of a row in one situation. `clause` None: the trigger's own clause, if it has one."""

    situation: Situation
    rule_id: str
    action: Literal["delete", "change", "keep"]
    changes: Changes
    decided_by: Reason
    basis: Text
    clause: str | None = None
    kept: tuple[KeptField, ...] = ()

    @property
    def label(self) -> str:
        """`delete`, `keep`, the one treatment of all columns, or `change` where they differ."""
        if self.action != "change":
            return self.action
        treatments = {treatment for _, treatment in self.changes}
        return treatments.pop() if len(treatments) == 1 else "change"


Outcomes = dict[Situation, Outcome]


def outcomes_of(rule: TableRule, policy: RetentionPolicy, table: Table, day: date) -> Outcomes:
    """Every situation the rule provides for; `…_referenced` only where it names columns to change instead.

    Raises:
        PolicyError: a column cannot bear its treatment and may not be NULL.
    """
    assert rule.erasure is not None, "a personal rule has one"
    return {
        outcome.situation: outcome
        for outcome in _Resolver(rule, rule.erasure, table, policy.exceptions_for(rule, day)).outcomes()
    }


@dataclass(frozen=True)
class _Resolver:
    rule: TableRule
    erasure: ErasureRule
    table: Table
    exceptions: tuple[RetentionException, ...]

    def outcomes(self) -> Iterator[Outcome]:
        rule, erasure = self.rule, self.erasure
        yield self._act("erasure", rule.id, erasure, "erasure_duty", ERASURE)
        if erasure.keeps_all or self.exceptions:
            yield self._staying("stay")
        if rule.minimum is not None:
            yield self._within_minimum()
            yield Outcome(
                "stay_minimum", rule.id, "keep", (), "statutory_minimum",
                rule.minimum.basis, rule.minimum.clause,
            )  # fmt: skip
        if rule.limit is not None:
            limit = rule.limit
            yield self._act(
                "limit", rule.limit_id, limit, "retention_limit", limit.basis or LIMIT, limit.clause
            )
        yield Outcome("stay_referenced", rule.id, "keep", (), "reference", REFERENCE)
        treated = erasure.treated or (rule.limit.treated if rule.limit else {})
        yield from self._referenced("erasure_referenced", rule.id, treated)
        if rule.limit is not None:
            yield from self._referenced("limit_referenced", rule.limit_id, treated)

    def _act(
        self, situation: Situation, rule_id: str, row: ErasureRule | LimitRule, reason: Reason, basis: Text,
        clause: str | None = None,
    ) -> Outcome:  # fmt: skip
        if self._whole is not None or row.keeps_all:
            return self._staying(situation)
        kept = self._excepted(row.treated) + self._kept_by_basis(row.treated)
        if row.deletes and not kept:
            return Outcome(situation, rule_id, "delete", (), reason, basis, clause)
        changes = self._changes(_softened(row.treated) if row.deletes else row.treated, kept)
        if not changes:
            return self._staying(situation)
        if row.deletes:  # an exception for some of its columns keeps the row
            first = kept[0]
            return Outcome(
                situation, rule_id, "change", changes, first.decided_by, first.basis, first.clause, kept
            )
        return Outcome(situation, rule_id, "change", changes, reason, basis, clause, kept)

    def _within_minimum(self) -> Outcome:
        minimum, treated = self.rule.minimum, self.erasure.treated
        assert minimum is not None, "asked for only where there is one"
        if self._whole is not None or self.erasure.keeps_all:
            return self._staying("within_minimum")
        kept = tuple(
            KeptField(column, "statutory_minimum", minimum.basis, minimum.clause) for column in minimum.keep
        )
        spared = {field.column for field in kept}
        kept += tuple(
            field
            for field in self._excepted(treated) + self._kept_by_basis(treated)
            if field.column not in spared
        )
        changes = self._changes(_softened(treated), kept)
        eased = self.erasure.deletes or "clear" in treated.values() or bool(minimum.keep)
        if not changes or eased:
            reason: Reason = "statutory_minimum"
            action: Literal["change", "keep"] = "change" if changes else "keep"
            return Outcome(
                "within_minimum", self.rule.id, action, changes, reason, minimum.basis, minimum.clause, kept
            )
        return Outcome("within_minimum", self.rule.id, "change", changes, "erasure_duty", ERASURE, None, kept)

    def _referenced(self, situation: Situation, rule_id: str, treated: Fields) -> Iterator[Outcome]:
        kept = self._excepted(treated) + self._kept_by_basis(treated)
        changes = self._changes(_softened(treated), kept)
        if changes:
            yield Outcome(situation, rule_id, "change", changes, "reference", REFERENCE, None, kept)

    def _staying(self, situation: Situation) -> Outcome:
        """The row stays as it is: by an exception, else by the basis that the rule names."""
        exception = self._whole or (None if self.erasure.keeps_all else self.exceptions[0])
        if exception is not None:
            return Outcome(
                situation, self.rule.id, "keep", (), "exception", exception.basis, exception.clause
            )
        return Outcome(situation, self.rule.id, "keep", (), "lawful_basis", self._basis)

    @property
    def _basis(self) -> Text:
        assert self.erasure.basis is not None, "whatever an erasure keeps has its basis"
        return self.erasure.basis

    @property
    def _whole(self) -> RetentionException | None:
        return next((exception for exception in self.exceptions if not exception.columns), None)

    def _excepted(self, treated: Fields) -> tuple[KeptField, ...]:
        by = {column: exception for exception in self.exceptions for column in exception.columns}
        return tuple(
            KeptField(column, "exception", by[column].basis, by[column].clause)
            for column in treated
            if column in by
        )

    def _kept_by_basis(self, treated: Fields) -> tuple[KeptField, ...]:
        return tuple(
            KeptField(column, "lawful_basis", self._basis, None)
            for column, action in treated.items()
            if action == "keep"
        )

    def _changes(self, treated: Fields, kept: Iterable[KeptField]) -> Changes:
        spared = {field.column for field in kept}
        return tuple(
            (column, fitting(self.table, column, _treatment(action)))
            for column, action in treated.items()
            if action != "keep" and column not in spared
        )


def _softened(treated: Fields) -> Fields:
    """Inside a row that stays the person is pseudonymised rather than cleared, so that the row still
    counts."""
    return {column: "pseudonymise" if action == "clear" else action for column, action in treated.items()}


def _treatment(action: FieldAction) -> Treatment:
    assert action != "keep", "columns that stay have been left out"
    return action
