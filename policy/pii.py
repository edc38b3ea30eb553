"""Grades of personal information (pii.yaml) and the organisation's catalogue of it (pii_catalog.yaml)."""

from typing import Literal

from pydantic import BaseModel, ConfigDict

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


class PiiPolicy(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    entity_types: dict[str, EntityTypeGrade]
    overrides: tuple[Override, ...] = ()


class CatalogueEntry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    store: str
    table: str
    column: str
    path: str | None = None
    pii_type: str
    owner: str | None = None
    protection: str | None = None
    legal_basis: str | None = None
    purpose: str | None = None
    retention_rule: str | None = None


class PiiCatalogue(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    columns: tuple[CatalogueEntry, ...] = ()
