"""Copies of a store that an erasure does not reach at once: backups and replicas (copies.yaml)."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policy.text import Text


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class StoreCopies(_Entry):
    """What the operator says about one store; nobody else can know it.

    Attributes:
        backup_days: how long the oldest backup is kept; 0 where there is none.
        replicas: names of replicas and exports that follow the store or are made from it.
        replica_hours: the longest time by which they lag behind.
        note: where backups lie and who answers for them.
    """

    store: str
    backup_days: Annotated[int, Field(ge=0)]
    replicas: tuple[str, ...] = ()
    replica_hours: Annotated[int, Field(ge=0)] = 24
    note: Text | None = None


class CopiesPolicy(_Entry):
    stores: tuple[StoreCopies, ...] = ()

    @model_validator(mode="after")
    def _one_entry_a_store(self) -> "CopiesPolicy":
        names = [entry.store for entry in self.stores]
        if len(names) != len(set(names)):
            raise ValueError("同一存储出现两次 / a store occurs twice")
        return self

    def of(self, store: str) -> StoreCopies | None:
        return next((entry for entry in self.stores if entry.store == store), None)

    @property
    def longest_backup_days(self) -> int:
        return max((entry.backup_days for entry in self.stores), default=0)
