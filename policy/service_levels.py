"""What an organisation has promised of its service (service_levels.yaml): limits and targets."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Hours = Annotated[float, Field(gt=0)]


class RequestLimit(BaseModel):
    """By when requests of one type are answered and closed, in hours after they were opened."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    type: str
    first_response_hours: Hours | None = None
    closure_hours: Hours


class ServiceTarget(BaseModel):
    """What the mean of one figure of a service must reach.

    Attributes:
        service, metric: as the measurements name them; `delay_ms` is the delay in milliseconds.
        better: `up` where the figure must be at least `target`, `down` where at most.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    service: str
    metric: str
    target: float
    better: Literal["up", "down"]


class ServiceLevels(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    requests: tuple[RequestLimit, ...] = ()
    targets: tuple[ServiceTarget, ...] = ()

    @model_validator(mode="after")
    def _each_once(self) -> "ServiceLevels":
        named: list[str] = [limit.type for limit in self.requests]
        named += [f"{target.service}/{target.metric}" for target in self.targets]
        twice = sorted({name for name in named if named.count(name) > 1})
        if twice:
            raise ValueError(f"{twice[0]} 写了两次 / {twice[0]} is given twice")
        return self
