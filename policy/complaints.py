"""Limits of complaint, refund and service handling, and the figures managers see (policy/complaints.yaml)."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policy.duties import Source
from policy.text import Text

Whole = Annotated[int, Field(gt=0)]


class Limits(BaseModel):
    """Parameters of the models; each is the `$name` of a model's query."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    first_response_hours: Whole
    closure_days: Whole
    refund_days: Whole
    inquiry_hours: Whole
    small_cell: Whole
    minimum_responses: Whole


class Kpi(BaseModel):
    """One figure: `column` of `models.<model>`, one value a month (`month`)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: Text
    definition: Text
    unit: Literal["count", "share", "hours", "score"]
    target: float | None = None
    better: Literal["up", "down"]
    owner: Text
    model: str
    column: str
    source: Source


class ComplaintsPolicy(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    limits: Limits
    kpis: tuple[Kpi, ...]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "ComplaintsPolicy":
        ids = [kpi.id for kpi in self.kpis]
        repeated = sorted({kpi_id for kpi_id in ids if ids.count(kpi_id) > 1})
        if repeated:
            raise ValueError(f"defined twice: {', '.join(repeated)}")
        return self
