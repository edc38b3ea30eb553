"""How a store is configured, and how its address is shown without its secret."""

import re
from datetime import date
from fnmatch import fnmatchcase
from typing import Annotated, Literal
from urllib.parse import urlsplit, urlunsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

Kind = Literal["postgresql", "mysql", "duckdb", "sqlite", "parquet", "csv", "jsonl"]
FOLDER_KINDS = ("parquet", "csv", "jsonl")
_TAKEN = {"main", "temp", "system", "memory", "entities", "models", "warehouse"}
_WINDOW = r"^([01][0-9]|2[0-3]):[0-5][0-9]-([01][0-9]|2[0-3]):[0-5][0-9]$"
_SECRET_PAIR = re.compile(r"((?:password|passwd|pwd|secret|token)\s*=\s*)[^&\s]+", re.IGNORECASE)


class ScanSettings(BaseModel):
    """How a store is scanned: how fast, at what time of day, by which marks of change.

    Attributes:
        window: local time, `01:00-06:00` or past midnight `22:00-05:00`; its end is outside.
        change_marks: glob of table names, with schema or without -> the column that every write to a row of
            such a table sets anew. The first glob that fits a table counts.
        full_scan_every_days: tables compared by their change marks are read in full this often.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    rows_per_second: Annotated[int, Field(ge=1)] | None = None
    window: Annotated[str, Field(pattern=_WINDOW)] | None = None
    change_marks: dict[str, str] = Field(default_factory=dict)
    full_scan_every_days: Annotated[int, Field(ge=1)] = 30

    def change_mark(self, table: str) -> str | None:
        """The declared mark of `schema.table`."""
        names = (table, table.rpartition(".")[2])
        return next(
            (
                column
                for glob, column in self.change_marks.items()
                if any(fnmatchcase(name, glob) for name in names)
            ),
            None,
        )


class ErasureSettings(BaseModel):
    """How approved erasures are carried out in a store.

    Attributes:
        url: the login that may delete and update; needed for database servers, and read only when an erasure
            runs, so that nothing else ever holds it. Files are written where they lie.
        rows_per_second: at most so many rows are deleted or changed; None: no limit.
        batch_rows: rows in one transaction.
        lock_seconds: how long a statement waits for somebody else's lock.
        rebuild_indexes: rebuild PostgreSQL indexes at the end; their inner pages may hold erased keys.
        known_triggers: triggers of the database, as `schema.table.trigger`, that somebody has looked at and
            that may fire; a table with any other is refused.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    url: Annotated[str | None, Field(min_length=1, repr=False)] = None
    rows_per_second: Annotated[int, Field(ge=1)] | None = None
    batch_rows: Annotated[int, Field(ge=1, le=100_000)] = 10_000
    lock_seconds: Annotated[float, Field(gt=0, le=60)] = 2.0
    rebuild_indexes: bool = False
    known_triggers: tuple[str, ...] = ()


class EncryptionAtRest(BaseModel):
    """What the organisation declares of a store: how the bytes on its disks are encrypted.

    Attributes:
        method: `volume` (disk or file system; no engine can confirm it), `engine` (the database itself, which
            is asked), or `none`.
        algorithm: as in `AES-256-XTS`.
        key_rotated_on: the day its key was made or last exchanged.
        source: the paper or system in which this can be looked up.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    method: Literal["volume", "engine", "none"]
    algorithm: str | None = None
    key_rotated_on: date | None = None
    source: Annotated[str, Field(min_length=1)]


class StoreConfig(BaseModel):
    """One entry under `stores:` in quanyi.yaml."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    kind: Kind
    url: Annotated[str, Field(min_length=1, repr=False)]
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    scan: ScanSettings = ScanSettings()
    erasure: ErasureSettings = ErasureSettings()
    encryption_at_rest: EncryptionAtRest | None = None

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
