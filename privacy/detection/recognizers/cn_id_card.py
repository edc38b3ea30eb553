"""Resident identity numbers (居民身份证), residence permits and permanent residence cards."""

import numpy as np
import pyarrow as pa

from privacy.detection.checksum_arrays import are_citizen_ids, are_legacy_citizen_ids, without_separators
from privacy.detection.checksums import is_citizen_id, is_legacy_citizen_id
from privacy.detection.recognizer import NOT_AFTER_ALNUM, NOT_BEFORE_ALNUM, DeclaredRecognizer, Shape

_MONTH_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_AFTER = NOT_BEFORE_ALNUM + r"(?!\.[0-9])"
_BEFORE = NOT_AFTER_ALNUM + r"(?<![0-9]\.)"


class CnIdCard(DeclaredRecognizer):
    """18 characters with region, real date and check character; 15 digits count only with context."""

    ENTITY = "CN_ID_CARD"
    SHAPES = (
        Shape(
            "18 characters",
            rf"[1-9][0-9]{{5}}[ -]?(?:18|19|20)[0-9]{{2}}{_MONTH_DAY}[ -]?[0-9]{{3}}[0-9Xx]",
            0.95,
            _BEFORE,
            _AFTER,
        ),
        Shape("15 digits", rf"[1-8][0-9]{{7}}{_MONTH_DAY}[0-9]{{3}}", 0.15, _BEFORE, _AFTER),
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
        number = value.replace(" ", "").replace("-", "")
        return is_citizen_id(number) or is_legacy_citizen_id(number)

    def are_valid(self, values: pa.Array) -> np.ndarray:
        numbers = without_separators(values)
        return are_citizen_ids(numbers) | are_legacy_citizen_ids(numbers)
