"""Unified social credit codes (统一社会信用代码) of companies and of the self-employed."""

import numpy as np
import pyarrow as pa

from privacy.detection.checksum_arrays import are_uscc, without_separators
from privacy.detection.checksums import is_uscc
from privacy.detection.recognizer import NOT_AFTER_ALNUM, DeclaredRecognizer, Shape
from privacy.detection.separators import GAP, compact
from privacy.detection.texts import matching

_LETTERS = "A-HJ-NPQRTUWXYa-hj-npqrtuwxy"
_ALPHABET = f"[0-9{_LETTERS}]"
# Registering authority and kind of organisation (GB 32100-2015, annex A).
_KIND = "(?:[15Nn][1239]|[24A8a][19]|3[1-59]|[67][129]|9[123]|[Yy]1)"
_IN_GROUPS = "|".join(
    (
        # Kind, region, organisation and check character apart, or some of them: 2-6-9-1, 8-9-1, 8-10, 17-1.
        f"{_KIND}(?:{GAP}[0-9]{{6}}(?:{GAP})?|[0-9]{{6}}{GAP}){_ALPHABET}{{9}}(?:{GAP})?{_ALPHABET}",
        f"{_KIND}[0-9]{{6}}{_ALPHABET}{{9}}{GAP}{_ALPHABET}",
        # 4-4-4-4-2, 4-4-4-6, 6-6-6, 9-9 and 3-3-3-3-3-3.
        f"{_KIND}[0-9]{{2}}{GAP}[0-9]{{4}}{GAP}{_ALPHABET}{{4}}{GAP}{_ALPHABET}{{4}}(?:{GAP})?{_ALPHABET}{{2}}",
        f"{_KIND}[0-9]{{4}}{GAP}[0-9]{{2}}{_ALPHABET}{{4}}{GAP}{_ALPHABET}{{6}}",
        f"{_KIND}[0-9]{{6}}{_ALPHABET}{GAP}{_ALPHABET}{{9}}",
        f"{_KIND}[0-9]{GAP}[0-9]{{3}}{GAP}[0-9]{{2}}{_ALPHABET}(?:{GAP}{_ALPHABET}{{3}}){{3}}",
    )
)


class CnUscc(DeclaredRecognizer):
    """GB 32100-2015. The check passes one random code in 31: digits alone need context."""

    ENTITY = "CN_USCC"
    SHAPES = (
        Shape(
            "with letters",
            f"{_KIND}[0-9]{{6}}{_ALPHABET}{{10}}",
            0.85,
            NOT_AFTER_ALNUM + r"(?![0-9]{17}[0-9Xx])",
        ),
        Shape("in groups", _IN_GROUPS, 0.85),
        Shape("digits only", r"[1-9][1-59][0-9]{15}[0-9Xx]", 0.3),
    )
    CONTEXT = (
        "信用代码", "社会信用", "税号", "纳税人", "营业执照", "统一代码", "uscc", "credit code", "tax no",
        "taxno", "tax id", "license no", "licence no", "xydm", "tyshxydm",
    )  # fmt: skip
    CONTRADICT = (
        "订单", "流水", "单号", "order", "trade", "transaction", "身份证", "卡号", "idcard", "id card",
    )  # fmt: skip

    def is_valid(self, value: str) -> bool:
        code = compact(value)
        # Digits in groups are a card, an order or an identity number.
        return is_uscc(code) and (code == value or not code[:17].isdigit())

    def are_valid(self, values: pa.Array) -> np.ndarray:
        codes = without_separators(values)
        grouped_digits = matching(values, "[^0-9A-Za-z]") & matching(codes, r"\A[0-9]{17}")
        return are_uscc(codes) & ~grouped_digits
