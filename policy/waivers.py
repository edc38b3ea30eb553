"""Waivers: a violation that somebody answers for until a day (waivers.yaml of the organisation).

A waiver changes no outcome. The violation stays a violation and stays visible; while the waiver is in
force, it alone no longer makes a run fail.
"""

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from policy.errors import PolicyError
from policy.expiry import days_left
from policy.text import Text

LONGEST_DAYS = 366


class Waiver(BaseModel):
    """One granted exception.

    Attributes:
        check: the id of the check whose violation is answered for.
        owner: who answers for it.
        granted_at: its first day.
        expires_at: its last day; at most 366 days after the first.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    check: str
    owner: Annotated[str, Field(min_length=1)]
    reason: Text
    granted_at: date
    expires_at: date

    @model_validator(mode="after")
    def _ends_within_a_year(self) -> "Waiver":
        length = days_left(self.expires_at, self.granted_at)
        if length < 0:
            raise ValueError("expires_at lies before granted_at")
        if length > LONGEST_DAYS:
            raise ValueError(f"a waiver lasts at most {LONGEST_DAYS} days, this one {length}")
        return self

    @model_validator(mode="after")
    def _says_why(self) -> "Waiver":
        if not self.reason.zh.strip() or not self.reason.en.strip():
            raise ValueError("a waiver needs its reason in both languages")
        return self

    def in_force(self, today: date) -> bool:
        return self.granted_at <= today <= self.expires_at


class WaiverList(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    waivers: tuple[Waiver, ...] = ()


def refuse_unknown_checks(waivers: Iterable[Waiver], known: Iterable[str]) -> None:
    """Raises PolicyError for a waiver of a check that does not exist, which would waive nothing."""
    checks = frozenset(known)
    for waiver in waivers:
        if waiver.check not in checks:
            raise PolicyError(
                Text(
                    zh=f"waivers.yaml：没有检查 {waiver.check}", en=f"waivers.yaml: no check {waiver.check}"
                ),
                Text(
                    zh="请改正检查编号（见 quanyi checks）或删除该豁免。",
                    en="Correct the id (see `quanyi checks`) or remove the waiver.",
                ),
            )


def waivers_in_force(waivers: Iterable[Waiver], today: date) -> dict[str, Waiver]:
    """Check id -> its waiver today; of several, the one that lasts longest."""
    in_force = (waiver for waiver in waivers if waiver.in_force(today))
    return {waiver.check: waiver for waiver in sorted(in_force, key=lambda waiver: waiver.expires_at)}


def lapsed_waivers(waivers: Iterable[Waiver], today: date) -> dict[str, Waiver]:
    """Check id -> its last expired waiver, where none is in force; it has no effect and stays listed."""
    listed = tuple(waivers)
    expired = (waiver for waiver in listed if waiver.expires_at < today)
    last = {waiver.check: waiver for waiver in sorted(expired, key=lambda waiver: waiver.expires_at)}
    return {check: waiver for check, waiver in last.items() if check not in waivers_in_force(listed, today)}
