"""Rules for dormant accounts (policy/accounts.yaml)."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from policy.duties import Source

Days = Annotated[int, Field(gt=0)]


class Dormancy(BaseModel):
    """Stages of a dormant account, in days.

    Idle for `idle_days` → notice within `notice_days` → freeze `freeze_days` after the notice →
    deletion `deletion_days` after the freeze.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: str
    idle_days: Days
    notice_days: Days
    freeze_days: Days
    deletion_days: Days
    source: Source


class AccountsPolicy(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    dormancy: Dormancy | None = None
