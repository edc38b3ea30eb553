"""Items of evidence: dated documents that prove what no query can (evidence/<id>.yaml with its file)."""

import hashlib
from datetime import date
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from policy.text import Text
from policy.yaml_file import read_model

FileState = Literal["intact", "altered", "missing", "none"]


class EvidenceItem(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    kind: str
    title: Text
    owner: str
    approved_at: date | None = None
    review_due: date | None = None
    file: str | None = None
    sha256: str | None = None


def read_evidence(folder: Path | None) -> tuple[tuple[EvidenceItem, FileState], ...]:
    """Each item with the state of its file, judged by its sha256."""
    if folder is None or not folder.is_dir():
        return ()
    items = [read_model(path, EvidenceItem) for path in sorted(folder.glob("*.yaml"))]
    return tuple((item, _file_state(folder, item)) for item in items)


def _file_state(folder: Path, item: EvidenceItem) -> FileState:
    if item.file is None:
        return "none"
    path = folder / item.file
    if not path.is_file():
        return "missing"
    return "intact" if hashlib.sha256(path.read_bytes()).hexdigest() == item.sha256 else "altered"
