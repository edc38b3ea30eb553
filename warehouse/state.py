"""How far each entity and model can be trusted: what a check asks before it judges."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from policy.text import Text

Status = Literal["fresh", "unmapped", "failed"]


@dataclass(frozen=True)
class InputState:
    """State of one entity or model.

    Attributes:
        as_of: the as-of of the run that wrote the rows; None when there are none.
        oldest: the oldest value of the contract's time column.
        detail: why it is unmapped or failed.
    """

    name: str
    status: Status
    as_of: datetime | None = None
    rows: int = 0
    oldest: datetime | None = None
    detail: Text | None = None
