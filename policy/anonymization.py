"""Which data may be released, and under which gate (policy/anonymization.yaml)."""

import re
from collections import Counter
from datetime import date
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from policy.text import Text

# `keep` can be written down, and the gate refuses it: the officer then reads why, in the release's own row.
DirectTreatment = Literal["drop", "pseudonym", "redact", "keep"]
BUILT_IN_HIERARCHIES = (
    "cn_region", "cn_address", "birth_date", "date", "category", "phone_prefix", "ip_prefix",
)  # fmt: skip
# Name of a transform -> the form of what follows it.
TRANSFORMS = {
    "keep": re.compile(""),
    "round": re.compile(r":[1-9]\d*"),
    "bucket": re.compile(r":[1-9]\d*"),
    "date_shift": re.compile(r":[1-9]\d*"),
    "generalise": re.compile(r":[a-z_0-9:/,.-]+@[1-9]"),
}
# With these a person's values stay linked with each other or with what someone remembers of them.
LINKING = frozenset({"pseudonym", "redact", "date_shift"})
_NUMBER = re.compile(r"number:\d+(,\d+)*")


class Requirement(BaseModel):
    """What each class must show of a sensitive column, and what is done to the column's values first.

    Attributes:
        l: at least so many different values (distinct l-diversity), found with as many people; with
            `entropy`, the values' entropy is at least log(l).
        t: the distribution in a class is at most this far from that of all rows.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    l: Annotated[int, Field(ge=2)] | None = None  # noqa: E741 - the model's own name in the literature
    entropy: bool = False
    t: Annotated[float, Field(gt=0, lt=1)] | None = None
    transform: str = "keep"

    @field_validator("transform")
    @classmethod
    def _transform_exists(cls, transform: str) -> str:
        return check_transform(transform)

    @model_validator(mode="after")
    def _one_model(self) -> "Requirement":
        if (self.l is None) == (self.t is None):
            raise ValueError("写 l 或 t 其中之一 / give l or t, one of the two")
        if self.entropy and self.l is None:
            raise ValueError("entropy 只与 l 一起使用 / entropy goes with l only")
        return self


class Rules(BaseModel):
    """How one table is anonymised; a column without a role is not let out.

    Attributes:
        subject: column that names the person; None states that each row is another person.
        k: the least number of distinct subjects in a class.
        suppression_limit: share of rows, 0 to below 1, that may be left out to reach the models.
        recoding: `global` gives each column one level, `local` each group of rows its own.
        quasi: column -> hierarchy: a built-in name, `number:<width>[,<width>…]` or a CSV file in ARX's form.
        sensitive: column -> what each class must show of it.
        insensitive: column that neither identifies nor harms -> its transform.
        direct: column that identifies a person by itself -> what is done with it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    subject: str | None = None
    k: Annotated[int, Field(ge=2)]
    suppression_limit: Annotated[float, Field(ge=0, lt=1)] = 0.0
    recoding: Literal["global", "local"] = "global"
    quasi: Annotated[dict[str, str], Field(min_length=1)]
    sensitive: dict[str, Requirement] = {}
    insensitive: dict[str, str] = {}
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

    @field_validator("insensitive")
    @classmethod
    def _transforms_exist(cls, insensitive: dict[str, str]) -> dict[str, str]:
        for transform in insensitive.values():
            check_transform(transform)
        return insensitive

    @model_validator(mode="after")
    def _each_column_has_one_role(self) -> "Rules":
        roles = Counter([*self.quasi, *self.sensitive, *self.insensitive, *self.direct])
        twice = sorted(column for column, times in roles.items() if times > 1)
        if twice:
            names = ", ".join(twice)
            raise ValueError(f"列 {names} 有两种角色，只能取其一 / {names} has two roles; give it one")
        if self.subject is not None and self.subject not in self.direct:
            raise ValueError(
                f"主体列 {self.subject} 须在 direct 中说明如何处理 / "
                f"say under direct what becomes of the subject column {self.subject}"
            )
        if self.subject is None and any(
            name_of(transform) == "date_shift" for transform in self.transforms.values()
        ):
            raise ValueError("date_shift 按人平移，须写明 subject / date_shift needs a subject to shift by")
        return self

    @property
    def set_name(self) -> str:
        """The release set within which pseudonyms and shifts agree; a file released by itself is alone."""
        return "file"

    @property
    def transforms(self) -> dict[str, str]:
        """Column -> transform, for every column that is not generalised to reach k."""
        return {
            **{column: requirement.transform for column, requirement in self.sensitive.items()},
            **self.insensitive,
            **self.direct,
        }

    @property
    def published_columns(self) -> frozenset[str]:
        """The columns that a finished table has."""
        return frozenset(self.quasi) | {
            column for column, transform in self.transforms.items() if transform != "drop"
        }

    @property
    def keeps_link(self) -> bool:
        """Whether the table stays personal data for who can link it: de-identified, not anonymised."""
        return any(name_of(transform) in LINKING for transform in self.transforms.values())


class Release(Rules):
    """One data set for analysts.

    Attributes:
        sql: file in the mapping folder whose SELECT returns the raw columns.
        release_set: tables of one set are judged together and share their pseudonyms; None: alone.
        key_version: raised to give the set new pseudonyms; the older key is then destroyed.
        valid_days: so many days after its publication the file is deleted, unless published anew.
        withdrawn: the release is deleted and not made again.
    """

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    purpose: str
    audience: str
    sql: str
    release_set: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")] | None = None
    key_version: Annotated[int, Field(ge=1)] = 1
    valid_days: Annotated[int, Field(ge=1)] = 90
    withdrawn: date | None = None

    @property
    def set_name(self) -> str:
        return self.release_set or self.name


class CountTable(BaseModel):
    """A published table of counts with totals; small cells are suppressed, and others to protect them.

    Attributes:
        rows, columns: the two columns that span the table.
        k: cells and totals of fewer distinct subjects are suppressed.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    title: Text
    purpose: str
    audience: str
    sql: str
    subject: str
    rows: str
    columns: str
    k: Annotated[int, Field(ge=2)]
    valid_days: Annotated[int, Field(ge=1)] = 90
    withdrawn: date | None = None


class AnonymizationPolicy(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    releases: tuple[Release, ...] = ()
    count_tables: tuple[CountTable, ...] = ()

    @property
    def all_releases(self) -> tuple[Release | CountTable, ...]:
        return (*self.releases, *self.count_tables)

    @model_validator(mode="after")
    def _names_differ(self) -> "AnonymizationPolicy":
        names = Counter(release.name for release in self.all_releases)
        twice = [name for name, times in names.items() if times > 1]
        if twice:
            raise ValueError(f"发布名重复：{twice[0]} / two releases are named {twice[0]}")
        versions: dict[str, int] = {}
        for release in self.releases:
            if versions.setdefault(release.set_name, release.key_version) != release.key_version:
                raise ValueError(
                    f"发布集 {release.set_name} 的 key_version 不一致 / "
                    f"the releases of the set {release.set_name} differ in key_version"
                )
        return self


def name_of(transform: str) -> str:
    """`bucket` of `bucket:10`."""
    return transform.partition(":")[0]


def check_transform(transform: str) -> str:
    """The transform itself; raises ValueError, in both languages, where there is none of this form."""
    name = name_of(transform)
    if name not in TRANSFORMS or not TRANSFORMS[name].fullmatch(transform[len(name) :]):
        known = "keep, round:10, bucket:10, date_shift:30, generalise:birth_date@2"
        raise ValueError(
            f"没有变换 {transform}，可用 {known} / there is no transform {transform}; use {known}"
        )
    return transform


def _check_widths(column: str, widths: list[int]) -> None:
    """Each width must divide the next, or the buckets of one level would cross those of the next."""
    if widths[0] < 1 or any(wider <= narrow or wider % narrow for narrow, wider in pairwise(widths)):
        raise ValueError(
            f"{column}: 每个区间宽度须是前一个的倍数，如 number:10,50 / "
            f"each width must be a multiple of the one before, e.g. number:10,50"
        )
