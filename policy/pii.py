"""Grades of personal information (pii.yaml) and the organisation's catalogue of it (pii_catalog.yaml)."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from policy.text import Text

Sensitivity = Literal["high", "medium", "low"]


class EntityTypeGrade(BaseModel):
    """`personal` false: it names no person by itself, so a column of it needs no entry in the catalogue."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: Text
    sensitivity: Sensitivity
    personal: bool = True


class Override(BaseModel):
    """An officer's word about one column, which wins over the scan's. `entity_type` None: not personal."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    store: str
    table: str
    column: str
    entity_type: str | None
    reason: Text
    decided_by: str


class ShareChange(BaseModel):
    """When the share of a kind counts as changed: by more than chance explains, and by as much as matters.

    standard_errors: of the difference of two shares; a smaller difference is what rows drawn at random from
                     one and the same source would show
    points, factor:  the difference in shares (0 to 1), or how many times larger one share is than the other;
                     either is enough
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    standard_errors: Annotated[float, Field(ge=0)] = 3.0
    points: Annotated[float, Field(gt=0, le=1)] = 0.01
    factor: Annotated[float, Field(gt=1)] = 2.0


class VerdictHistoryPolicy(BaseModel):
    """How long verdicts of past scans are kept, and what counts as a change between two of them."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    keep_days: Annotated[int, Field(ge=1)] = 1095
    share_change: ShareChange = ShareChange()


class PiiPolicy(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    entity_types: dict[str, EntityTypeGrade]
    overrides: tuple[Override, ...] = ()
    verdict_history: VerdictHistoryPolicy = VerdictHistoryPolicy()


class CatalogueEntry(BaseModel):
    """A column that holds personal information.

    Attributes:
        protection: `encrypted` and `keyed_hash` say that no plain value lies in the column itself, and are
            held to it; `encrypted_at_rest` that its store encrypts its disks.
        algorithm, key_id, key_rotated_on: of a column that is encrypted or hashed with a key.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    store: str
    table: str
    column: str
    path: str | None = None
    pii_type: str
    owner: str | None = None
    protection: str | None = None
    algorithm: str | None = None
    key_id: str | None = None
    key_rotated_on: date | None = None
    legal_basis: str | None = None
    purpose: str | None = None
    retention_rule: str | None = None


class PiiCatalogue(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: tuple[CatalogueEntry, ...] = ()
