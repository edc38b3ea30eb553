"""Roles proposed for columns, from what a scan found in them and from how unique they make people.

A proposal is a start for the officer who writes the policy, never a rule: only policy classifies a column.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from policy.text import Text
from privacy.anonymization.columns import subject_codes, text_codes

Role = Literal["direct", "quasi"]
# What a scan calls a column -> the hierarchy by which such values are generalised; all other kinds name a
# person by themselves.
QUASI_KINDS = {
    "DATE_OF_BIRTH": "birth_date", "ADDRESS": "cn_address", "LOCATION": "cn_address",
    "IP_ADDRESS": "ip_prefix",
}  # fmt: skip
# A value for nine of ten rows names its row.
IDENTIFYING_SHARE = 0.9
FREE_TEXT_LENGTH = 20


@dataclass(frozen=True)
class Proposal:
    """Attributes:
    spec: hierarchy of a quasi-identifier, or what to do with a direct identifier.
    distinct: number of different values; unique: share of rows whose value no other row has.
    """

    column: str
    role: Role
    spec: str
    distinct: int
    unique: float
    why: Text


def propose(table: pa.Table, kinds: Mapping[str, str]) -> list[Proposal]:
    """One proposal a column, in the table's order.

    Args:
        kinds: column -> entity type that the scan gave it; columns without one are left out.
    """
    return [_proposal(table, column, kinds.get(column)) for column in table.column_names]


def unique_people(table: pa.Table, quasi: list[str], subject: str | None) -> float:
    """Share of people who have a row that nobody else's equals in all the given columns; 0 for no column."""
    if not quasi or not table.num_rows:
        return 0.0
    who = subject_codes(table, subject)
    rows = np.stack([text_codes(table, column)[0] for column in quasi], axis=1)
    classes = np.unique(rows, axis=0, return_inverse=True)[1].ravel()
    pairs = np.unique(np.stack([classes, who], axis=1), axis=0)
    alone = np.bincount(pairs[:, 0])[pairs[:, 0]] == 1
    return len(np.unique(pairs[alone, 1])) / len(np.unique(who))


def _proposal(table: pa.Table, column: str, kind: str | None) -> Proposal:
    codes, texts = text_codes(table, column)
    rows_of = np.bincount(codes, minlength=len(texts))
    unique = float((rows_of == 1).sum() / max(1, len(codes)))
    role, spec, why = _judged(table[column], kind, unique, len(texts))
    return Proposal(column, role, spec, len(texts), unique, why)


def _judged(
    column: pa.ChunkedArray, kind: str | None, unique: float, distinct: int
) -> tuple[Role, str, Text]:
    type_ = column.type.value_type if pa.types.is_dictionary(column.type) else column.type
    if kind in QUASI_KINDS:
        return "quasi", QUASI_KINDS[kind], Text(zh=f"扫描认定为 {kind}", en=f"the scan calls it {kind}")
    if kind is not None:
        return "direct", "drop", Text(zh=f"扫描认定为 {kind}", en=f"the scan calls it {kind}")
    if pa.types.is_date(type_) or pa.types.is_timestamp(type_):
        return "quasi", "date", Text(zh="日期可与外部记录对应", en="dates can be matched with other records")
    if pa.types.is_floating(type_) or pa.types.is_decimal(type_):
        return (
            "quasi",
            "number:10,100,1000",
            Text(zh="数值可与外部记录对应", en="amounts can be matched with other records"),
        )
    if (
        pa.types.is_string(type_)
        and _mean_length(column) >= FREE_TEXT_LENGTH
        and unique >= IDENTIFYING_SHARE / 2
    ):
        return "direct", "redact", Text(zh="自由文本", en="free text")
    if unique >= IDENTIFYING_SHARE:
        return (
            "direct",
            "drop",
            Text(zh=f"{unique:.0%} 的行取值唯一", en=f"{unique:.0%} of the rows have a value of their own"),
        )
    if pa.types.is_integer(type_) and distinct > 20:
        return (
            "quasi",
            "number:10,100,1000",
            Text(zh="数值可与外部记录对应", en="numbers can be matched with other records"),
        )
    return "quasi", "category", Text(zh=f"{distinct} 种取值", en=f"{distinct} different values")


def _mean_length(column: pa.ChunkedArray) -> float:
    return pc.mean(pc.utf8_length(column.cast(pa.string()))).as_py() or 0.0
