"""How long the keys of subjects in breach are kept (policy/offenders.yaml)."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field


class OffendersPolicy(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    keep_days: Annotated[int, Field(gt=0)]
