"""Which data may be released, and under which gate (policy/anonymization.yaml)."""

import re
from collections import Counter
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from policy.text import Text

# `keep` can be written down, and the gate refuses it: the officer then reads why, in the release's own row.
DirectTreatment = Literal["drop", "pseudonym", "keep"]
BUILT_IN_HIERARCHIES = ("cn_region", "birth_date", "category")
_NUMBER = re.compile(r"number:\d+(,\d+)*")


class Diversity(BaseModel):
    """Distinct l-diversity: every class shows at least `l` different values of the column."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    l: Annotated[int, Field(ge=2)]  # noqa: E741 - the model's own name in the literature


class Release(BaseModel):
    """One data set for analysts; every column it has is quasi, sensitive or direct, and no other is let out.

    Attributes:
        sql: file in the mapping folder whose SELECT returns the raw columns.
        subject: column that names the person; None states that each row is another person.
        k: the least number of distinct subjects in a class.
        suppression_limit: share of rows, 0 to below 1, that may be left out to reach `k` and `l`.
        quasi: column -> hierarchy: a built-in name, `number:<width>[,<width>…]` or a CSV file in ARX's form.
        sensitive: column -> diversity each class must show.
        direct: column that identifies a person by itself -> what is done with it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    purpose: str
    audience: str
    sql: str
    subject: str | None = None
    k: Annotated[int, Field(ge=2)]
    suppression_limit: Annotated[float, Field(ge=0, lt=1)] = 0.0
    quasi: Annotated[dict[str, str], Field(min_length=1)]
    sensitive: dict[str, Diversity] = {}
    direct: dict[str, DirectTreatment] = {}

    @field_validator("quasi")
    @classmethod
    def _hierarchies_exist(cls, quasi: dict[str, str]) -> dict[str, str]:
        for column, hierarchy in quasi.items():
            if hierarchy in BUILT_IN_HIERARCHIES or hierarchy.endswith(".csv"):
                continue
            if not _NUMBER.fullmatch(hierarchy):
                known = ", ".join(BUILT_IN_HIERARCHIES)
                raise ValueError(
                    f"{column}: 没有名为 {hierarchy} 的泛化层级，可用 {known}、number:10,50 或 .csv 文件 / "
                    f"there is no hierarchy {hierarchy}; use {known}, number:10,50 or a .csv file"
                )
            _check_widths(column, [int(width) for width in hierarchy.removeprefix("number:").split(",")])
        return quasi

    @model_validator(mode="after")
    def _each_column_has_one_role(self) -> "Release":
        roles = Counter([*self.quasi, *self.sensitive, *self.direct])
        twice = sorted(column for column, times in roles.items() if times > 1)
        if twice:
            names = ", ".join(twice)
            raise ValueError(f"列 {names} 有两种角色，只能取其一 / {names} has two roles; give it one")
        if self.subject is not None and self.subject not in self.direct:
            raise ValueError(
                f"主体列 {self.subject} 须在 direct 中说明如何处理 / "
                f"say under direct what becomes of the subject column {self.subject}"
            )
        return self


class AnonymizationPolicy(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    releases: tuple[Release, ...] = ()

    @field_validator("releases")
    @classmethod
    def _names_differ(cls, releases: tuple[Release, ...]) -> tuple[Release, ...]:
        twice = [name for name, times in Counter(release.name for release in releases).items() if times > 1]
        if twice:
            raise ValueError(f"发布名重复：{twice[0]} / two releases are named {twice[0]}")
        return releases


def _check_widths(column: str, widths: list[int]) -> None:
    """Each width must divide the next, or the buckets of one level would cross those of the next."""
    if widths[0] < 1 or any(wider <= narrow or wider % narrow for narrow, wider in pairwise(widths)):
        raise ValueError(
            f"{column}: 每个区间宽度须是前一个的倍数，如 number:10,50 / "
            f"each width must be a multiple of the one before, e.g. number:10,50"
        )
