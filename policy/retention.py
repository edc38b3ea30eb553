"""How long personal data is kept and what becomes of it (policy/retention.yaml)."""

from collections import Counter
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from policy.duties import Source
from policy.text import Text

Action = Literal["delete", "clear", "pseudonymise", "keep"]
Days = Annotated[int, Field(gt=0)]
ERASED_PREFIX = "erased-"
LIMIT_TRIGGER = "retention_limit"


class _Rule(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Subject(_Rule):
    """The table whose rows are the people; `key` is the column that names them everywhere."""

    store: str
    table: str
    key: str


class Trigger(_Rule):
    """An event that obliges to erase within `days`; `clause` is the one that asks for it."""

    days: Days
    source: Source
    clause: str | None = None


class Holds(_Rule):
    """`scope_all` is the scope of a legal hold that covers every table; any other scope is a rule's id."""

    scope_all: str = "all"


class LinkTarget(_Rule):
    store: str
    table: str
    column: str


class Link(_Rule):
    """A reference that no foreign key declares, or the one to follow where several lead to the subject."""

    column: str
    to: LinkTarget


class CancellationRule(_Rule):
    """What becomes of a subject's rows once the account is cancelled.

    Attributes:
        columns: those cleared or pseudonymised; with `delete` and a minimum, those pseudonymised
            for as long as the row must stay.
        basis: why the data may be kept; `keep` needs it.
    """

    action: Action
    columns: tuple[str, ...] = ()
    basis: Text | None = None


class MinimumRule(_Rule):
    """Rows stay for `days` after `time`, whoever asks for erasure."""

    days: Days
    time: str
    basis: Text
    source: Source


class LimitRule(_Rule):
    """Rows older than `days` after `time` go, even if nobody asks."""

    days: Days
    time: str
    action: Literal["delete", "clear", "pseudonymise"] = "delete"
    columns: tuple[str, ...] = ()
    basis: Text | None = None
    source: Source = "ours"


class TableRule(_Rule):
    """One table's rule. `link` given: rows are found by these references alone, not by foreign keys."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
    store: str
    table: str
    personal: bool = True
    link: tuple[Link, ...] = ()
    on_cancellation: CancellationRule | None = None
    minimum: MinimumRule | None = None
    limit: LimitRule | None = None

    @property
    def limit_id(self) -> str:
        return f"{self.id}-limit"

    @field_validator("link", mode="before")
    @classmethod
    def _one_or_many(cls, link: object) -> object:
        return [link] if isinstance(link, dict) else link

    @model_validator(mode="after")
    def _complete(self) -> "TableRule":
        if not self.personal:
            if self.on_cancellation or self.minimum or self.limit:
                raise ValueError(
                    f"{self.id}: personal: false 的表不设规则 / it is not personal, so has no rules"
                )
            return self
        if self.on_cancellation is None:
            raise ValueError(f"{self.id}: 缺少 on_cancellation / on_cancellation is missing")
        _check_columns(self.id, self.on_cancellation.action, self.on_cancellation.columns, self.minimum)
        if self.on_cancellation.action == "keep" and self.on_cancellation.basis is None:
            raise ValueError(f"{self.id}: keep 须写明依据 basis / keep needs a basis")
        if self.limit is not None:
            _check_columns(self.limit_id, self.limit.action, self.limit.columns, None)
            if self.minimum is not None and self.limit.days < self.minimum.days:
                raise ValueError(
                    f"{self.id}: 最长保存期短于法定最短期 / the limit is shorter than the statutory minimum"
                )
        return self


class RetentionPolicy(_Rule):
    subject: Subject
    triggers: dict[Literal["cancellation"], Trigger]
    holds: Holds = Holds()
    tables: tuple[TableRule, ...]

    def table(self, store: str, name: str) -> TableRule | None:
        return next((rule for rule in self.tables if (rule.store, rule.table) == (store, name)), None)

    @model_validator(mode="after")
    def _consistent(self) -> "RetentionPolicy":
        ids = [rule.id for rule in self.tables] + [rule.limit_id for rule in self.tables if rule.limit]
        tables = [f"{rule.store} {rule.table}" for rule in self.tables]
        twice = [name for name, times in (Counter(ids) + Counter(tables)).items() if times > 1]
        if twice:
            raise ValueError(f"{twice[0]} 出现两次 / {twice[0]} occurs twice")
        if self.table(self.subject.store, self.subject.table) is None:
            name = self.subject.table
            raise ValueError(f"主体表 {name} 没有规则 / the subject table {name} has no rule")
        return self


def _check_columns(
    rule_id: str, action: Action, columns: tuple[str, ...], minimum: MinimumRule | None
) -> None:
    needs = action in ("clear", "pseudonymise") or (action == "delete" and minimum is not None)
    if needs and not columns:
        raise ValueError(f"{rule_id}: {action} 须列出 columns / {action} needs columns here")
    if columns and not needs:
        raise ValueError(f"{rule_id}: {action} 不用 columns / {action} takes no columns here")
