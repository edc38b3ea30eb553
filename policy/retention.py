"""How long personal data is kept and what becomes of it (policy/retention.yaml)."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Annotated

from pydantic import Field, field_validator, model_validator

from policy.retention_rules import (
    REDACT,
    ErasureRule,
    ErasureTrigger,
    Holds,
    LimitRule,
    Link,
    MentionAction,
    MinimumRule,
    RetentionException,
    Rule,
    RuleId,
    Subject,
    Trigger,
)

ERASED_PREFIX = "erased-"
# What `generalise` makes of a text; of a date or time it makes the first day of its year.
GENERALISED_TEXT = "*"
LIMIT_TRIGGER = "retention_limit"
DETACH = "detach"
MENTIONS = "mentions"


class TableRule(Rule):
    """One table's rule. `link` given: rows are found by these references alone, not by foreign keys.

    Attributes:
        key: columns that name a row where the database has no primary key.
        mentions: columns whose texts may name other people, and what becomes of mentions of those who are
            erased: masked, or only counted. Tables that are not personal may have them too.
    """

    id: RuleId
    store: str
    table: str
    personal: bool = True
    key: tuple[str, ...] = ()
    link: tuple[Link, ...] = ()
    erasure: ErasureRule | None = None
    minimum: MinimumRule | None = None
    limit: LimitRule | None = None
    mentions: Mapping[str, MentionAction] = {}

    @property
    def mentions_id(self) -> str:
        """Under this id mentions of erased people are masked in rows of the table."""
        return f"{self.id}-{MENTIONS}"

    @property
    def limit_id(self) -> str:
        return f"{self.id}-limit"

    @property
    def detach_id(self) -> str:
        """Under this id the table's references to rows that go are cleared."""
        return f"{self.id}-{DETACH}"

    @field_validator("link", mode="before")
    @classmethod
    def _one_or_many(cls, link: object) -> object:
        return [link] if isinstance(link, dict) else link

    @model_validator(mode="after")
    def _complete(self) -> "TableRule":
        if not self.personal:
            if self.erasure or self.minimum or self.limit:
                raise ValueError(
                    f"{self.id}: personal: false 的表不设规则 / it is not personal, so has no rules"
                )
            return self
        if self.erasure is None:
            raise ValueError(f"{self.id}: 缺少 erasure / erasure is missing")
        _check_mentions(self)
        if self.minimum is not None:
            _check_minimum(self.id, self.erasure, self.minimum)
        if self.limit is not None and self.minimum is not None and self.limit.days < self.minimum.days:
            raise ValueError(
                f"{self.id}: 最长保存期短于法定最短期 / the limit is shorter than the statutory minimum"
            )
        return self


class RetentionPolicy(Rule):
    """policy/retention.yaml; an erasure can be taken back for `undo_days` after it was carried out."""

    subject: Subject
    undo_days: Annotated[int, Field(ge=0)] = 3
    triggers: dict[ErasureTrigger, Trigger]
    holds: Holds = Holds()
    exceptions: tuple[RetentionException, ...] = ()
    tables: tuple[TableRule, ...]

    def table(self, store: str, name: str) -> TableRule | None:
        return next((rule for rule in self.tables if (rule.store, rule.table) == (store, name)), None)

    def exceptions_for(self, rule: TableRule, day: date) -> tuple[RetentionException, ...]:
        """Those in force on that day, in the order they are written."""
        return tuple(
            exception
            for exception in self.exceptions
            if rule.id in exception.scope and exception.in_force(day)
        )

    @model_validator(mode="after")
    def _consistent(self) -> "RetentionPolicy":
        ids = [rule.id for rule in self.tables] + [rule.limit_id for rule in self.tables if rule.limit]
        ids += [rule.detach_id for rule in self.tables] + [rule.mentions_id for rule in self.tables]
        ids += [exception.id for exception in self.exceptions]
        tables = [f"{rule.store} {rule.table}" for rule in self.tables]
        twice = [name for name, times in (Counter(ids) + Counter(tables)).items() if times > 1]
        if twice:
            raise ValueError(f"{twice[0]} 出现两次 / {twice[0]} occurs twice")
        if self.table(self.subject.store, self.subject.table) is None:
            name = self.subject.table
            raise ValueError(f"主体表 {name} 没有规则 / the subject table {name} has no rule")
        _check_scopes(self)
        return self


def _check_minimum(rule_id: str, erasure: ErasureRule, minimum: MinimumRule) -> None:
    if erasure.deletes and not erasure.treated:
        raise ValueError(f"{rule_id}: 有最短期的 delete 须列出 columns / delete needs columns here")
    _check_columns_of(rule_id, minimum.keep, erasure)


def _check_mentions(rule: TableRule) -> None:
    """What is kept on a legal basis is kept whole."""
    kept = set(rule.minimum.keep) if rule.minimum is not None else set()
    if rule.erasure is not None:
        kept |= {column for column, action in rule.erasure.treated.items() if action == "keep"}
    for column, action in rule.mentions.items():
        if action == REDACT and column in kept:
            raise ValueError(
                f"{rule.id}: {column} 依法保留，其中的提及不能替换 / {column} is kept, so its mentions stay"
            )


def _check_columns_of(rule_id: str, columns: tuple[str, ...], erasure: ErasureRule) -> None:
    """What is to stay must be something the rule would change, else it is misspelt."""
    for column in columns:
        if column not in erasure.treated:
            raise ValueError(
                f"{rule_id}: erasure 没有处理列 {column} / the erasure does not treat the column {column}"
            )


def _check_scopes(policy: RetentionPolicy) -> None:
    rules = {rule.id: rule for rule in policy.tables if rule.personal}
    scopes = {f"triggers.{name}": trigger.rules for name, trigger in policy.triggers.items()}
    scopes |= {exception.id: exception.scope for exception in policy.exceptions}
    for place, scope in scopes.items():
        for rule_id in scope:
            if rule_id not in rules:
                raise ValueError(
                    f"{place}: 没有规则 {rule_id} / there is no rule {rule_id} for personal data"
                )
    for exception in policy.exceptions:
        for rule_id in exception.scope:
            erasure = rules[rule_id].erasure
            assert erasure is not None, "a personal rule has one"
            _check_columns_of(exception.id, exception.columns, erasure)
    for name, trigger in policy.triggers.items():
        consent = name == "consent_withdrawn"
        if consent != bool(trigger.purposes) or (consent and not trigger.rules):
            raise ValueError(
                f"triggers.{name}: purposes 与 rules 须写明（仅限 consent_withdrawn）"
                " / purposes belong to consent_withdrawn, which needs them and its rules"
            )
