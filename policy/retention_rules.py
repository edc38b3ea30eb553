"""The parts of policy/retention.yaml: triggers, references, and what becomes of a table's rows."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from policy.duties import Source
from policy.text import Text

FieldAction = Literal["clear", "pseudonymise", "generalise", "keep"]
Action = Literal["delete", "clear", "pseudonymise", "generalise", "keep"]
MentionAction = Literal["redact", "report"]
REDACT: MentionAction = "redact"
ErasureTrigger = Literal["cancellation", "platform_cancellation", "request", "consent_withdrawn", "dormancy"]
Days = Annotated[int, Field(gt=0)]
RuleId = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
Fields = dict[str, FieldAction]


class Rule(BaseModel):
    """A part of policy: frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Subject(Rule):
    """The table whose rows are the people; `key` is the column that names them everywhere."""

    store: str
    table: str
    key: str


class Trigger(Rule):
    """An event that obliges to erase within `days` or `working_days`; `clause` is the one that asks for it.

    Attributes:
        ahead: how many days before the deadline the plan takes the data up, so that it can be approved
            and executed in time.
        rules: the ids of the rules it concerns; empty for all.
        purposes: those whose withdrawal counts; for `consent_withdrawn` only.
    """

    days: Days | None = None
    working_days: Days | None = None
    ahead: Annotated[int, Field(ge=0)] = 0
    source: Source
    clause: str | None = None
    rules: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _one_deadline(self) -> "Trigger":
        if (self.days is None) == (self.working_days is None):
            raise ValueError("days 与 working_days 须写且只写一个 / give days or working_days, one of them")
        return self


class Holds(Rule):
    """`scope_all` is the scope of a legal hold that covers every table; any other scope is a rule's id."""

    scope_all: str = "all"


def _listed(document: object) -> object:
    """`column: x` is short for `columns: [x]`."""
    if isinstance(document, dict) and "column" in document:
        rest = {key: value for key, value in document.items() if key != "column"}
        return rest | {"columns": [document["column"]]}
    return document


class LinkTarget(Rule):
    store: str
    table: str
    columns: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="before")
    @classmethod
    def _column_or_columns(cls, document: object) -> object:
        return _listed(document)


class When(Rule):
    """The reference holds only in rows whose `column`, as text, is one of `equals`."""

    column: str
    equals: tuple[str, ...] = Field(min_length=1)


class Link(Rule):
    """A reference that no foreign key declares, or the one to follow where several lead to the subject."""

    columns: tuple[str, ...] = Field(min_length=1)
    to: LinkTarget
    when: When | None = None

    @model_validator(mode="before")
    @classmethod
    def _column_or_columns(cls, document: object) -> object:
        return _listed(document)

    @model_validator(mode="after")
    def _pairs(self) -> "Link":
        if len(self.columns) != len(self.to.columns):
            raise ValueError(
                f"link {', '.join(self.columns)}：两端列数不同 / its ends differ in their number of columns"
            )
        return self


class RowRule(Rule):
    """What becomes of a row: one action for `columns` (short form), or `fields` with an action each.

    `delete` may name columns too: they are changed where the row itself has to stay.
    """

    action: Action | None = None
    columns: tuple[str, ...] = ()
    fields: Fields = {}

    @property
    def deletes(self) -> bool:
        return self.action == "delete"

    @property
    def treated(self) -> Fields:
        """Column -> action of both forms; columns of a short `delete` are pseudonymised."""
        if self.action is None or self.fields:
            return self.fields
        action: FieldAction = "pseudonymise" if self.action == "delete" else self.action
        return dict.fromkeys(self.columns, action)

    @property
    def keeps_all(self) -> bool:
        return not self.deletes and all(action == "keep" for action in self.treated.values())

    @model_validator(mode="after")
    def _one_form(self) -> "RowRule":
        if self.fields and (self.columns or self.action not in (None, "delete")):
            raise ValueError(
                "fields 与 action、columns 不能同时写 / fields stand alone, or beside delete, without columns"
            )
        if self.action is None and not self.fields:
            raise ValueError("须写 action 或 fields / it needs an action or fields")
        if self.action in ("clear", "pseudonymise", "generalise") and not self.columns:
            raise ValueError(f"{self.action} 须列出 columns / {self.action} needs columns here")
        if self.action == "keep" and self.columns:
            raise ValueError("keep 不用 columns / keep takes no columns here")
        return self


class ErasureRule(RowRule):
    """What becomes of a subject's rows once a trigger obliges to erase; `keep` needs its `basis`."""

    basis: Text | None = None

    @model_validator(mode="after")
    def _kept_for_a_reason(self) -> "ErasureRule":
        keeps = self.action == "keep" or "keep" in self.fields.values()
        if keeps and self.basis is None:
            raise ValueError("keep 须写明依据 basis / keep needs a basis")
        return self


class MinimumRule(Rule):
    """Rows stay for `days` after `time`, whoever asks for erasure; so long, `keep` stay as they are."""

    days: Days
    time: str
    basis: Text
    clause: str | None = None
    source: Source
    keep: tuple[str, ...] = ()


class LimitRule(RowRule):
    """Rows older than `days` after `time` go, even if nobody asks."""

    action: Literal["delete", "clear", "pseudonymise", "generalise"] | None = "delete"
    days: Days
    time: str
    basis: Text | None = None
    clause: str | None = None
    source: Source = "ours"

    @model_validator(mode="before")
    @classmethod
    def _fields_instead_of_an_action(cls, document: object) -> object:
        if isinstance(document, dict) and document.get("fields") and "action" not in document:
            return document | {"action": None}
        return document

    @model_validator(mode="after")
    def _keeps_nothing(self) -> "LimitRule":
        if "keep" in self.fields.values():
            raise ValueError("limit 不能 keep / a limit keeps nothing; leave the field out")
        return self


class RetentionException(Rule):
    """Data that may stay until the day `until` (included) on a legal basis, although it would have to go.

    Attributes:
        scope: ids of rules; an exception covers the rule's erasure and its limit.
        columns: those that stay as they are; empty for whole rows.
    """

    id: RuleId
    scope: tuple[str, ...] = Field(min_length=1)
    columns: tuple[str, ...] = ()
    basis: Text
    clause: str | None = None
    until: date

    def in_force(self, day: date) -> bool:
        return day <= self.until

    @field_validator("scope", mode="before")
    @classmethod
    def _one_or_many(cls, scope: object) -> object:
        return [scope] if isinstance(scope, str) else scope
