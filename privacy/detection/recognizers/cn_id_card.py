"""Resident identity numbers (居民身份证), residence permits and permanent residence cards."""

import numpy as np
import pyarrow as pa

from privacy.detection.checksum_arrays import are_citizen_ids, are_legacy_citizen_ids, without_separators
from privacy.detection.checksums import is_citizen_id, is_legacy_citizen_id
from privacy.detection.recognizer import NOT_AFTER_ALNUM, NOT_BEFORE_ALNUM, DeclaredRecognizer, Shape
from privacy.detection.separators import GAP, compact

_MONTH = "(?:0[1-9]|1[0-2])"
_DAY = "(?:0[1-9]|[12][0-9]|3[01])"
_REGION = "[1-9][0-9]{5}"
_YEAR = "(?:18|19|20)[0-9]{2}"
_REST = f"(?:{GAP})?[0-9]{{3}}(?:{GAP})?[0-9Xx]"
_IN_GROUPS = "|".join(
    (
        # A gap in or behind the region; around the parts of the date and the check character as well.
        f"[1-9][0-9]{{2}}(?:{GAP}[0-9]{{3}}(?:{GAP})?|[0-9]{{3}}{GAP}){_YEAR}(?:{GAP})?{_MONTH}(?:{GAP})?{_DAY}{_REST}",
        # Region and date in one piece: 14-4, 14-3-1, 17-1, and 10-4-4.
        f"{_REGION}{_YEAR}{_MONTH}{_DAY}(?:{GAP}[0-9]{{3}}(?:{GAP})?|[0-9]{{3}}{GAP})[0-9Xx]",
        f"{_REGION}{_YEAR}{GAP}{_MONTH}(?:{GAP})?{_DAY}{_REST}",
        # 4-4-4-4-2, 4-4-4-6 and 6-6-6.
        f"[1-9][0-9]{{3}}{GAP}[0-9]{{2}}(?:18|19|20){GAP}[0-9]{{2}}{_MONTH}{GAP}{_DAY}[0-9]{{2}}(?:{GAP})?[0-9][0-9Xx]",
        f"{_REGION}{GAP}{_YEAR}{_MONTH}{GAP}{_DAY}[0-9]{{3}}[0-9Xx]",
    )
)
_AFTER = NOT_BEFORE_ALNUM + r"(?!\.[0-9])"
_BEFORE = NOT_AFTER_ALNUM + r"(?<![0-9]\.)"


class CnIdCard(DeclaredRecognizer):
    """18 characters with region, real date and check character; 15 digits count only with context."""

    ENTITY = "CN_ID_CARD"
    SHAPES = (
        Shape(
            "18 characters",
            f"{_REGION}{_YEAR}{_MONTH}{_DAY}[0-9]{{3}}[0-9Xx]",
            0.95,
            _BEFORE,
            _AFTER,
        ),
        Shape("18 characters in groups", _IN_GROUPS, 0.95, _BEFORE, _AFTER),
        # ID11010519491231002X: the letters are no part of it.
        Shape(
            "joined to its name",
            f"(?:ID|Id|id|NO|No|no)(?P<value>{_REGION}{_YEAR}{_MONTH}{_DAY}[0-9]{{3}}[0-9Xx])",
            0.95,
            NOT_AFTER_ALNUM,
            _AFTER,
        ),
        Shape(
            "15 digits",
            f"[1-8][0-9]{{5}}(?:{GAP})?[0-9]{{2}}(?:{GAP})?{_MONTH}(?:{GAP})?{_DAY}(?:{GAP})?[0-9]{{3}}",
            0.15,
            _BEFORE,
            _AFTER,
        ),
    )
    CONTEXT = (
        "身份证", "证件号", "证件", "身份号码", "公民身份", "居住证", "id card", "idcard", "id no", "idno",
        "id number", "identity", "cert no", "certno", "shenfenzheng", "sfz", "sfzh", "zjhm",
    )  # fmt: skip
    CONTRADICT = (
        "订单", "流水", "单号", "运单", "交易号", "序列号", "order", "orderno", "trade", "transaction",
        "serial", "imei",
    )  # fmt: skip

    def is_valid(self, value: str) -> bool:
        number = compact(value)
        return is_citizen_id(number) or is_legacy_citizen_id(number)

    def are_valid(self, values: pa.Array) -> np.ndarray:
        numbers = without_separators(values)
        return are_citizen_ids(numbers) | are_legacy_citizen_ids(numbers)
