"""Kinds of evidence that checks ask for (policy/evidence_kinds.yaml): how long each holds, what it says."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policy.duties import CHECK_ID
from policy.evidence import KIND
from policy.text import Text

Per = Literal["organisation", "post", "month", "service"]


class Point(BaseModel):
    """One thing that a document of a kind must say, because a clause names it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: Annotated[str, Field(pattern=KIND)]
    zh: str
    en: str

    @property
    def text(self) -> Text:
        return Text(zh=self.zh, en=self.en)


class EvidenceKind(BaseModel):
    """One kind of document or record.

    Attributes:
        check: id of the check that asks for it; its clauses are what the document answers.
        owner: who usually writes it.
        per: of what there must be one each; `organisation` is one for all.
        holds: `until_review` holds to the review date the document names, else `days` from its approval; a
            `record` shows what was done and holds `days` from its date, whatever it says itself.
        approver: the entry must name who approved it.
        published: users must be able to read it.
        covers: what it must contain.
        accept: what an auditor accepts as proof.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    kind: Annotated[str, Field(pattern=KIND)]
    check: Annotated[str, Field(pattern=CHECK_ID)]
    title: Text
    owner: Text
    per: Per = "organisation"
    holds: Literal["until_review", "record"] = "until_review"
    days: Annotated[int, Field(gt=0)]
    approver: bool = False
    published: bool = False
    covers: tuple[Point, ...] = ()
    accept: Text


class EvidenceKinds(BaseModel):
    """All kinds, each name once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    kinds: tuple[EvidenceKind, ...]

    @model_validator(mode="after")
    def _each_once(self) -> "EvidenceKinds":
        names = [kind.kind for kind in self.kinds]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"kind {twice[0]} is given twice")
        return self

    def missing_points(self, kind: str, covers: tuple[str, ...]) -> bool:
        """Whether a document of this kind lacks a point it must cover; a kind not listed asks for none."""
        wanted = {point.id for each in self.kinds if each.kind == kind for point in each.covers}
        return not wanted <= set(covers)
