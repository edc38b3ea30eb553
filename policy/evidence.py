"""Items of evidence: dated documents that prove what no query can (evidence/<id>.yaml with its file)."""

import hashlib
from datetime import date
from pathlib import Path, PurePath
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from policy.errors import PolicyError
from policy.expiry import days_left, expiry_state
from policy.text import Text
from policy.yaml_file import read_model

ITEM_ID = r"^[a-z0-9][a-z0-9._-]*$"
KIND = r"^[a-z][a-z0-9_]*$"
SUBJECT = r"^[A-Za-z0-9][A-Za-z0-9._-]*$"
TO_FILL_IN = "【待填写 / to fill in】"
"""Stands in the documents that `quanyi evidence init` writes, until somebody fills them in."""

FileState = Literal["intact", "altered", "missing", "none", "template"]
ItemState = Literal["valid", "expiring", "expired", "missing", "altered", "undated"]


class EvidenceItem(BaseModel):
    """One document on file.

    Attributes:
        review_due: the last day on which it still holds.
        file: the document's name inside the evidence folder.
        sha256: of the document as it was approved, in hex.
        approved_by: the body or post that approved it, where the kind asks for one.
        subjects: what it speaks of, where the kind asks for a document each: posts, months, services.
        covers: points of content the owner declares to have found in it, by the ids of its kind.
        version, published_at, announced_at, effective_at: of a rule that is published.
        template: it was written by `quanyi evidence init` and nobody has filled it in.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=ITEM_ID)]
    kind: Annotated[str, Field(pattern=KIND)]
    title: Text
    owner: Annotated[str, Field(min_length=1)]
    approved_at: date | None = None
    review_due: date | None = None
    file: str | None = None
    sha256: str | None = None
    approved_by: Annotated[str, Field(min_length=1)] | None = None
    subjects: tuple[Annotated[str, Field(pattern=SUBJECT)], ...] = ()
    covers: tuple[Annotated[str, Field(pattern=KIND)], ...] = ()
    version: str | None = None
    published_at: date | None = None
    announced_at: date | None = None
    effective_at: date | None = None
    template: bool = False

    @field_validator("file")
    @classmethod
    def _file_lies_in_the_folder(cls, name: str | None) -> str | None:
        if name is not None and (PurePath(name).is_absolute() or ".." in PurePath(name).parts):
            raise ValueError("the file must lie inside the evidence folder")
        return name

    def days_left(self, today: date) -> int | None:
        """Days until its review is due; negative when overdue, None without a review date."""
        return None if self.review_due is None else days_left(self.review_due, today)

    def state(self, file_state: FileState, today: date, warn_days: int) -> ItemState:
        """What the item is worth today; a document that is not there or not the same proves nothing.

        Undated is one without a review date, or not approved by today. Expiring is still valid.
        """
        if file_state in ("missing", "none", "template"):
            return "missing"
        if file_state == "altered":
            return "altered"
        if self.approved_at is None or self.approved_at > today or self.review_due is None:
            return "undated"
        return expiry_state(self.review_due, today, warn_days)


def read_evidence(folder: Path | None) -> tuple[tuple[EvidenceItem, FileState], ...]:
    """Each item with the state of its file, judged by its sha256.

    Raises:
        PolicyError: an item is malformed, or two have one id.
    """
    if folder is None or not folder.is_dir():
        return ()
    items: dict[str, EvidenceItem] = {}
    for path in sorted(folder.glob("*.yaml")):
        item = read_model(path, EvidenceItem)
        if item.id in items:
            raise PolicyError(
                Text(
                    zh=f"{path}：证明材料 {item.id} 已有一份",
                    en=f"{path}: there is another item of evidence {item.id}",
                ),
                Text(zh="请给其中一份换个 id。", en="Give one of the two another id."),
            )
        items[item.id] = item
    return tuple((item, _file_state(folder, item)) for item in items.values())


def file_sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _file_state(folder: Path, item: EvidenceItem) -> FileState:
    if item.template:
        return "template"
    if item.file is None:
        return "none"
    path = folder / item.file
    if not path.is_file():
        return "missing"
    if path.suffix == ".md" and TO_FILL_IN.encode() in path.read_bytes():
        return "template"
    return "intact" if file_sha256(path) == item.sha256 else "altered"
