"""Incidents with personal data (policy/breaches.yaml): whom to tell, by when."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policy.duties import Source
from policy.text import Text

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Duty(_Part):
    """To tell somebody within `hours` after discovery."""

    hours: Annotated[int, Field(gt=0)]
    source: Source
    basis: Text


class Report(Duty):
    """A duty to report to `to`; `id` names it in the register."""

    id: Code
    to: Text


class BreachClass(_Part):
    title: Text
    reports: tuple[Report, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ids_differ(self) -> "BreachClass":
        ids = [report.id for report in self.reports]
        if len(set(ids)) < len(ids):
            raise ValueError("两项报告的 id 相同 / two reports have one id")
        return self


class BreachesPolicy(_Part):
    """policy/breaches.yaml; `persons` is the duty to tell those concerned.

    The keys of those concerned leave the register `keep_days` after an incident was closed.
    """

    kinds: dict[Code, Text] = Field(min_length=1)
    persons: Duty
    classes: dict[Code, BreachClass] = Field(min_length=1)
    keep_days: Annotated[int, Field(gt=0)]
