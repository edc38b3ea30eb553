"""Who may approve a deletion plan, and which rules need nobody (approvers.yaml of the organisation)."""

import base64
import binascii
from collections import Counter
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from policy.text import Text

PUBLIC_KEY_BYTES = 32


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Approver(_Entry):
    """One officer. `public_key` is an Ed25519 key in base64, as `quanyi erasure keygen` prints it."""

    name: Annotated[str, Field(min_length=1)]
    public_key: str
    valid_until: date

    @field_validator("public_key")
    @classmethod
    def _is_a_key(cls, value: str) -> str:
        try:
            decoded = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            decoded = b""
        if len(decoded) != PUBLIC_KEY_BYTES:
            raise ValueError("不是 base64 写法的 Ed25519 公钥 / no Ed25519 public key in base64")
        return value

    @property
    def key(self) -> bytes:
        return base64.b64decode(self.public_key)


class PreApproval(_Entry):
    """Rules of low risk whose plans need no officer until a day; somebody answers for them."""

    rules: Annotated[tuple[str, ...], Field(min_length=1)]
    owner: Annotated[str, Field(min_length=1)]
    reason: Text
    granted_at: date
    expires_at: date

    def in_force(self, today: date) -> bool:
        return self.granted_at <= today <= self.expires_at


class ApproversPolicy(_Entry):
    """`validity_days`: for how long an approval may be used. Ours."""

    validity_days: Annotated[int, Field(gt=0, le=30)] = 7
    approvers: tuple[Approver, ...] = ()
    pre_approved: tuple[PreApproval, ...] = ()

    @model_validator(mode="after")
    def _tells_people_apart(self) -> "ApproversPolicy":
        for label, values in (
            ("name", [approver.name for approver in self.approvers]),
            ("public_key", [approver.public_key for approver in self.approvers]),
        ):
            twice = [value for value, times in Counter(values).items() if times > 1]
            if twice:
                raise ValueError(f"两名审批人的 {label} 相同 / two approvers share a {label}")
        return self

    def approver(self, name: str) -> Approver | None:
        return next((approver for approver in self.approvers if approver.name == name), None)

    def pre_approved_rules(self, today: date) -> frozenset[str]:
        return frozenset(rule for entry in self.pre_approved if entry.in_force(today) for rule in entry.rules)
