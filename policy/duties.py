"""Duties: what the clauses ask, and the checks that answer them (policy/duties/<duty>.yaml)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policy.text import Text
from policy.yaml_file import read_model

CHECK_ID = r"^[a-z_]+\.[a-z0-9_]+(@[a-z0-9-]+/[a-z0-9.]+)?$"
Source = Literal["seed", "law", "ours"]


class Threshold(BaseModel):
    """How many subjects (`count`) or what share of them (`rate`, 0 to 1) may be in breach."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Literal["count", "rate"]
    max_breach: Annotated[float, Field(ge=0)]
    source: Source
    note: Text

    @model_validator(mode="after")
    def _rate_is_a_share(self) -> "Threshold":
        if self.kind == "rate" and self.max_breach > 1:
            raise ValueError("a rate lies between 0 and 1")
        return self

    def exceeded(self, breaches: int, population: int) -> bool:
        if self.kind == "count":
            return breaches > self.max_breach
        return population > 0 and breaches / population > self.max_breach

    def describe(self) -> Text:
        if self.kind == "count":
            return Text(zh=f"至多 {self.max_breach:g} 例违反", en=f"at most {self.max_breach:g} in breach")
        share = f"{self.max_breach * 100:g} %"
        return Text(zh=f"违反比例至多 {share}", en=f"at most {share} in breach")


class History(BaseModel):
    """The check cannot tell unless `entity` reaches back `days` days from the as-of."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    entity: str
    days: Annotated[int, Field(gt=0)]


class DeclaredCheck(BaseModel):
    """What a check that exists and one that is still planned have in common.

    An id that ends in `@<document>/<clause>` is a variant: it serves that clause and no other.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=CHECK_ID)]
    title: Text
    clauses: tuple[str, ...] = Field(min_length=1)
    severity: Literal["high", "medium", "low"]
    threshold: Threshold
    remedy: Text

    @property
    def capability(self) -> str:
        return self.id.partition(".")[0]

    @property
    def own_clause(self) -> str | None:
        """The one clause a variant serves; None for a base check."""
        return self.id.partition("@")[2] or None


class Check(DeclaredCheck):
    """A check with a query over its population (checks/duties/<capability>/<name>.sql).

    Attributes:
        query: name of a query that several checks share, instead of one of its own, with its capability in
            front where that is another; `$check` in it is the id of the check that asks.
    """

    query: Annotated[str, Field(pattern=r"^([a-z_]+\.)?[a-z_]+$")] | None = None
    entities: tuple[str, ...] = Field(min_length=1)
    params: dict[str, int | float | str] = {}
    history: History | None = None
    empty: Literal["pass", "gap"]
    reasons: dict[str, Text] = Field(min_length=1)

    @property
    def name(self) -> str:
        """File-safe form of the id without its capability; `/` of a variant becomes `_`."""
        return self.id.partition(".")[2].replace("/", "_")


class PlannedCheck(DeclaredCheck):
    """A check no query answers yet: its clauses are a gap. `rule` says what will be judged."""

    rule: Text


class Duty(BaseModel):
    """One duty and the checks that answer its clauses, built and planned; at least one of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    duty: str
    theme: str
    statement: Text
    owner: Text
    checks: tuple[Check, ...] = ()
    planned: tuple[PlannedCheck, ...] = ()

    @property
    def declared(self) -> tuple[DeclaredCheck, ...]:
        return (*self.checks, *self.planned)

    @model_validator(mode="after")
    def _has_a_check(self) -> "Duty":
        if not self.declared:
            raise ValueError("须有 checks 或 planned / it needs checks or planned")
        return self


def read_duties(paths: Iterable[Path]) -> tuple[Duty, ...]:
    """The duties of these files."""
    return tuple(read_model(path, Duty) for path in paths)
