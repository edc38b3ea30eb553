"""Serial numbers of mobile devices (IMEI)."""

import numpy as np
import pyarrow as pa

from privacy.detection.checksum_arrays import are_luhn, character_matrices, without_separators
from privacy.detection.checksums import is_luhn
from privacy.detection.recognizer import DeclaredRecognizer, Shape
from privacy.detection.separators import GAP, compact

# Reporting bodies that allocate type codes today (GSMA TS.06).
_BODY = "(?:01|35|86|91|98|99)"
# Bodies whose codes are still in use but no longer given out.
_FORMER_BODY = "(?:33|44|45|49|50|51|52|53|54)"
# Type code, serial number and check digit; 14-1 and 3-3-3-3-3.
_IN_GROUPS = (
    f"(?:(?:(?:{GAP})?[0-9]{{6}}|[0-9]{{4}}{GAP}[0-9]{{2}}){GAP}[0-9]{{6}}(?:{GAP}|/)[0-9]"
    f"|[0-9]{{12}}(?:{GAP}|/)[0-9]|[0-9](?:{GAP}[0-9]{{3}}){{4}})"
)


class Imei(DeclaredRecognizer):
    """15 digits of a known reporting body with Luhn; also in groups, of which the usual is 2-6-6-1."""

    ENTITY = "IMEI"
    SHAPES = (
        Shape("in one piece", rf"{_BODY}[0-9]{{13}}", 0.5),
        Shape("of a former body", rf"{_FORMER_BODY}[0-9]{{13}}", 0.15),
        Shape(
            "joined to its name",
            rf"(?:IMEI|Imei|imei)[12]?(?P<value>(?:{_BODY}|{_FORMER_BODY})[0-9]{{13}})",
            0.8,
        ),
        Shape("in groups", rf"{_BODY}{_IN_GROUPS}", 0.6),
    )
    CONTEXT = ("imei", "设备号", "设备码", "串号", "设备标识", "手机串", "device", "deviceid", "chuanhao")
    CONTRADICT = (
        "订单", "流水", "单号", "运单", "交易号", "order", "orderno", "trade", "transaction", "卡号",
        "批次", "序列号", "batch", "serial",
    )  # fmt: skip

    def is_valid(self, value: str) -> bool:
        digits = compact(value)
        return is_luhn(digits) and len(set(digits[2:])) > 2

    def are_valid(self, values: pa.Array) -> np.ndarray:
        numbers = without_separators(values)
        valid = are_luhn(numbers)
        for length, positions, characters in character_matrices(numbers):
            kinds = sum((characters[:, 2:] == digit).any(axis=1).astype(int) for digit in b"0123456789")
            valid[positions] &= (kinds > 2) if length > 2 else False
        return valid
