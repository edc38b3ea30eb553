"""Duties: what the clauses ask, and the checks that answer them (policy/duties/<duty>.yaml)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policy.errors import PolicyError
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


class Check(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=CHECK_ID)]
    title: Text
    clauses: tuple[str, ...] = Field(min_length=1)
    entities: tuple[str, ...] = Field(min_length=1)
    severity: Literal["high", "medium", "low"]
    threshold: Threshold
    params: dict[str, int | float | str] = {}
    history: History | None = None
    empty: Literal["pass", "gap"]
    reasons: dict[str, Text] = Field(min_length=1)
    remedy: Text

    @property
    def capability(self) -> str:
        return self.id.partition(".")[0]

    @property
    def name(self) -> str:
        """File-safe form of the id without its capability; `/` of a variant becomes `_`."""
        return self.id.partition(".")[2].replace("/", "_")


class Duty(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    duty: str
    theme: str
    statement: Text
    owner: Text
    checks: tuple[Check, ...] = Field(min_length=1)


def read_duties(paths: Iterable[Path]) -> tuple[Duty, ...]:
    """The duties of these files; raises PolicyError when two checks share an id."""
    duties = tuple(read_model(path, Duty) for path in paths)
    seen: set[str] = set()
    for check in (check for duty in duties for check in duty.checks):
        if check.id in seen:
            raise PolicyError(
                Text(zh=f"检查 {check.id} 定义了两次", en=f"Check {check.id} is defined twice"),
                Text(zh="请删除其中一处。", en="Remove one of the two."),
            )
        seen.add(check.id)
    return duties
