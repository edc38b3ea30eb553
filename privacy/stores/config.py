"""How a store is configured, and how its address is shown without its secret."""

import re
from typing import Annotated, Literal
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

Kind = Literal["postgresql", "mysql", "duckdb", "sqlite", "parquet", "csv", "jsonl"]
FOLDER_KINDS = ("parquet", "csv", "jsonl")
_TAKEN = {"main", "temp", "system", "memory", "entities", "models", "warehouse"}
_WINDOW = r"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$"
_SECRET_PAIR = re.compile(r"((?:password|passwd|pwd|secret|token)\s*=\s*)[^&\s]+", re.IGNORECASE)


class ScanPace(BaseModel):
    """How gently a store is scanned: at most so many rows a second, only at this time of day.

    `window` is local time, `01:00-06:00` or past midnight `22:00-05:00`; its end is outside.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows_per_second: Annotated[int, Field(ge=1)] | None = None
    window: Annotated[str, Field(pattern=_WINDOW)] | None = None


class StoreConfig(BaseModel):
    """One entry under `stores:` in quanyi.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    kind: Kind
    url: Annotated[str, Field(min_length=1, repr=False)]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    scan: ScanPace = ScanPace()

    @field_validator("name")
    @classmethod
    def _name_is_free(cls, name: str) -> str:
        if name in _TAKEN:
            raise ValueError(f"the name {name!r} is taken by the warehouse; choose another")
        return name

    @property
    def masked_url(self) -> str:
        return mask_url(self.url)


def mask_url(url: str) -> str:
    """The address with any password replaced by `***`."""
    parts = urlsplit(url)
    if parts.password is not None:
        host = parts.netloc.rpartition("@")[2]
        parts = parts._replace(netloc=f"{parts.username or ''}:***@{host}")
    return _SECRET_PAIR.sub(r"\1***", urlunsplit(parts) if parts.scheme else url)
