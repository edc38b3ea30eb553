"""Rules of complaint, refund and service handling, and the figures managers see (policy/complaints.yaml)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policy.complaint_rules import Category, Priority, RuleVersion, Whole, check_versions
from policy.duties import Source
from policy.text import Text


class Limits(BaseModel):
    """Parameters of the models; each is the `$name` of a model's query."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    default_sector: str
    repeat_days: Whole
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
    """Attributes:
    channels, priorities: what the organisation's codes mean.
    categories: what they mean, and their sector; a category not named belongs to `limits.default_sector`.
    versions: the oldest first; what was received before it began is judged by the oldest too.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sectors: dict[str, Text]
    channels: dict[str, Text] = {}
    priorities: dict[Priority, Text]
    categories: dict[str, Category] = {}
    versions: tuple[RuleVersion, ...] = Field(min_length=1)
    limits: Limits
    kpis: tuple[Kpi, ...]

    @model_validator(mode="after")
    def _ids_are_unique(self) -> "ComplaintsPolicy":
        ids = [kpi.id for kpi in self.kpis]
        repeated = sorted({kpi_id for kpi_id in ids if ids.count(kpi_id) > 1})
        if repeated:
            raise ValueError(f"defined twice: {', '.join(repeated)}")
        return self

    @model_validator(mode="after")
    def _sectors_are_known(self) -> "ComplaintsPolicy":
        named = {category.sector for category in self.categories.values()} | {self.limits.default_sector}
        unknown = sorted(named - self.sectors.keys())
        if unknown:
            raise ValueError(f"no such sector: {', '.join(unknown)}")
        check_versions(self.versions, set(self.sectors))
        return self
