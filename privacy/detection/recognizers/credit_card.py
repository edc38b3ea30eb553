"""Bank card numbers."""

import numpy as np
import pyarrow as pa

from privacy.detection.checksum_arrays import are_bank_cards, without_separators
from privacy.detection.checksums import is_bank_card
from privacy.detection.recognizer import NOT_AFTER_ALNUM, NOT_BEFORE_ALNUM, DeclaredRecognizer, Shape
from privacy.detection.separators import GAP, compact

_BEFORE = NOT_AFTER_ALNUM + r"(?<![0-9][.-])"
_FOURS = f"[2-69][0-9]{{3}}(?:{GAP}[0-9]{{4}}){{3}}"
_AFTER = NOT_BEFORE_ALNUM + r"(?![.-][0-9])"


class CreditCard(DeclaredRecognizer):
    """Issuer range, length and Luhn. Luhn alone passes one random number in ten."""

    ENTITY = "CREDIT_CARD"
    SHAPES = (
        Shape(
            "in one piece",
            r"(?:62[0-9]{14,17}|955[89][0-9]{12}|955[89][0-9]{15}|4[0-9]{15}|5[1-5][0-9]{14}|2[2-7][0-9]{14}"
            r"|3[47][0-9]{13}|35[2-8][0-9]{13}|6011[0-9]{12}|65[0-9]{14}"
            r"|(?:436742|456351|601382)[0-9]{13}|(?:405512|601428)[0-9]{11}|966666[0-9]{12})",
            0.6,
            _BEFORE,
            _AFTER,
        ),
        Shape("in groups of four", _FOURS, 0.7, _BEFORE, _AFTER),
        # By itself: the number behind a card of 16 digits may be no part of it.
        Shape("in groups of four and more", f"{_FOURS}(?:{GAP})?[0-9]{{1,3}}", 0.7, _BEFORE, _AFTER),
        Shape(
            "in groups of 6 and more",
            f"62[0-9]{{4}}{GAP}(?:[0-9]{{10,13}}|[0-9]{{6}}{GAP}[0-9]{{4,7}})",
            0.6,
            _BEFORE,
            _AFTER,
        ),
        Shape(
            "in groups of 8 or 5",
            f"[2-69][0-9]{{7}}{GAP}[0-9]{{8}}(?:[0-9]{{3}})?|62[0-9]{{3}}(?:{GAP}[0-9]{{5}}){{2}}{GAP}[0-9]{{4}}",
            0.6,
            _BEFORE,
            _AFTER,
        ),
        Shape(
            "in groups of 4, 6 and 5", f"3[47][0-9]{{2}}{GAP}[0-9]{{6}}{GAP}[0-9]{{5}}", 0.7, _BEFORE, _AFTER
        ),
    )
    CONTEXT = (
        "银行卡", "卡号", "信用卡", "借记卡", "储蓄卡", "账号", "开户", "收款", "工行", "建行", "农行",
        "招行", "中行", "银行", "bank", "card", "cardno", "bankcard", "visa", "mastercard", "unionpay",
        "yinhangka", "yhkh", "pan",
    )  # fmt: skip
    CONTRADICT = (
        "订单", "流水", "单号", "运单", "交易号", "序列号", "编号", "设备", "order", "orderno", "trade",
        "transaction", "serial", "imei", "iccid", "tracking", "snowflake", "身份证", "id card",
    )  # fmt: skip

    def is_valid(self, value: str) -> bool:
        return is_bank_card(compact(value))

    def are_valid(self, values: pa.Array) -> np.ndarray:
        return are_bank_cards(without_separators(values))
