"""The clause register: every clause of the source documents and how it is answered (policy/clauses/)."""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, model_validator

from policy.text import Text
from policy.yaml_file import read_model


class Clause(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    article: str
    statement: Text
    duty: str
    check: str | None = None
    verification: Literal["data", "evidence", "out_of_scope"]
    reason: Text | None = None

    @model_validator(mode="after")
    def _is_answered(self) -> "Clause":
        if self.verification == "out_of_scope":
            if self.reason is None or self.check is not None:
                raise ValueError("an out-of-scope clause gives its reason and names no check")
        elif self.check is None:
            raise ValueError("an in-scope clause names its check")
        return self


class Document(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    document: str
    title: Text
    sector: str
    note: Text | None = None
    clauses: tuple[Clause, ...]


def read_documents(paths: Iterable[Path]) -> tuple[Document, ...]:
    """The documents of these files."""
    return tuple(read_model(path, Document) for path in paths)
