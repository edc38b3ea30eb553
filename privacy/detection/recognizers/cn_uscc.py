"""Unified social credit codes (统一社会信用代码) of companies and of the self-employed."""

import numpy as np
import pyarrow as pa

from privacy.detection.checksum_arrays import are_uscc
from privacy.detection.checksums import is_uscc
from privacy.detection.recognizer import NOT_AFTER_ALNUM, DeclaredRecognizer, Shape

_ALPHABET = "[0-9A-HJ-NPQRTUWXY]"


class CnUscc(DeclaredRecognizer):
    """GB 32100-2015. The check passes one random code in 31: digits alone need context."""

    ENTITY = "CN_USCC"
    SHAPES = (
        Shape(
            "with letters",
            rf"[1-9ANY][1-9A-HJ-NPQRTUWXY][0-9]{{6}}{_ALPHABET}{{10}}",
            0.85,
            NOT_AFTER_ALNUM + r"(?![0-9]{17}[0-9X])",
        ),
        Shape("digits only", r"[1-9][1-9][0-9]{15}[0-9X]", 0.3),
    )
    CONTEXT = (
        "信用代码", "社会信用", "税号", "纳税人", "营业执照", "统一代码", "uscc", "credit code", "tax no",
        "taxno", "tax id", "license no", "licence no", "xydm", "tyshxydm",
    )  # fmt: skip
    CONTRADICT = (
        "订单", "流水", "单号", "order", "trade", "transaction", "身份证", "卡号", "idcard", "id card",
    )  # fmt: skip

    def is_valid(self, value: str) -> bool:
        return is_uscc(value)

    def are_valid(self, values: pa.Array) -> np.ndarray:
        return are_uscc(values)
