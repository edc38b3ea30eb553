"""Dates of birth."""

import re

from privacy.detection.checksums import is_real_date
from privacy.detection.recognizer import DeclaredRecognizer, Shape

_YEAR = r"(?:19[0-9]{2}|20[0-2][0-9])"
_MONTH = r"(?:0?[1-9]|1[0-2])"
_DAY = r"(?:3[01]|[12][0-9]|0?[1-9])"
_DIGITS = re.compile(r"[0-9]+")


class DateOfBirth(DeclaredRecognizer):
    """A date is a date of birth only where the words around it or the header say so."""

    ENTITY = "DATE_OF_BIRTH"
    SHAPES = (
        Shape("with signs", rf"{_YEAR}[-/.]{_MONTH}[-/.]{_DAY}", 0.1),
        Shape("in Chinese", rf"{_YEAR} ?年 ?{_MONTH} ?月 ?{_DAY} ?[日号]", 0.1),
        Shape("eight digits", rf"{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])", 0.05),
    )
    CONTEXT = (
        "出生", "生日", "生于", "诞辰", "birth", "birthday", "birthdate", "date of birth", "dob", "born",
        "chusheng", "csrq", "shengri",
    )  # fmt: skip
    CONTRADICT = (
        "下单", "订单", "注册", "签约", "到期", "有效期", "创建", "更新", "发货", "预约", "order",
        "created", "updated", "registered", "expires", "valid",
    )  # fmt: skip

    def is_valid(self, value: str) -> bool:
        numbers = _DIGITS.findall(value)
        if len(numbers) == 1:
            numbers = [value[:4], value[4:6], value[6:8]]
        year, month, day = (int(number) for number in numbers)
        return is_real_date(year, month, day)
