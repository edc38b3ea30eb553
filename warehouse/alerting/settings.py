"""The part `alerts:` of quanyi.yaml: who is told, of what, in which language."""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Event = Literal["violation", "gap", "approval", "breach_deadline"]
MessageLanguage = Literal["zh", "en", "both"]
EVENTS: tuple[Event, ...] = ("violation", "gap", "approval", "breach_deadline")


class Receiver(BaseModel):
    """Attributes:
    url: an address of Apprise; `${NAME}` in it comes from the environment when an alert is sent.
    url_file: a file that holds the address instead, in its first line.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]*$")]
    url: Annotated[str | None, Field(min_length=1, repr=False)] = None
    url_file: Path | None = None
    events: Annotated[frozenset[Event], Field(min_length=1)] = frozenset(EVENTS)
    language: MessageLanguage = "both"

    @model_validator(mode="after")
    def _has_one_address(self) -> "Receiver":
        if (self.url is None) == (self.url_file is None):
            raise ValueError("a receiver has either url or url_file")
        return self


class AlertSettings(BaseModel):
    """Attributes:
    near_hours: a deadline of an incident is near so many hours before it ends.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    near_hours: Annotated[float, Field(gt=0)] = 12
    receivers: tuple[Receiver, ...] = ()

    @model_validator(mode="after")
    def _names_differ(self) -> "AlertSettings":
        names = [receiver.name for receiver in self.receivers]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"two receivers are named {twice}")
        return self
