"""Requests of people about their own data (policy/requests.yaml): deadlines, proof of identity, refusals."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policy.duties import Source
from policy.text import Text

RequestKind = Literal["access", "rectify", "erase", "cancel"]
Days = Annotated[int, Field(gt=0)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class KindRule(_Part):
    """By when a kind of request is answered: `days` or `working_days` after receipt, one of the two."""

    title: Text
    days: Days | None = None
    working_days: Days | None = None
    source: Source
    basis: Text

    @property
    def allowance(self) -> int:
        return self.days or self.working_days or 0

    @property
    def in_working_days(self) -> bool:
        return self.working_days is not None

    @model_validator(mode="after")
    def _one_deadline(self) -> "KindRule":
        if (self.days is None) == (self.working_days is None):
            raise ValueError("days 与 working_days 须写且只写一个 / give days or working_days, one of them")
        return self


class Extension(_Part):
    """The one extension of a request is of at most `most` days, in the unit of its kind."""

    most: Annotated[int, Field(ge=0)]
    source: Source


class Refusal(_Part):
    """A reason to refuse; only one with `before_identity` may be given to somebody unproven."""

    text: Text
    legal_basis: Text
    before_identity: bool = False


class RequestsPolicy(_Part):
    """policy/requests.yaml; `keep_days` after its closing a request leaves the register."""

    kinds: dict[RequestKind, KindRule]
    extension: Extension
    keep_days: Days
    identity_methods: dict[Code, Text] = Field(min_length=1)
    refusals: dict[Code, Refusal]

    @model_validator(mode="after")
    def _every_kind(self) -> "RequestsPolicy":
        for kind in ("access", "rectify", "erase", "cancel"):
            if kind not in self.kinds:
                raise ValueError(f"kinds 缺少 {kind} / kinds lacks {kind}")
        return self
