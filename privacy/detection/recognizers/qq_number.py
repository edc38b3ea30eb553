"""QQ numbers."""

from privacy.detection.recognizer import NOT_AFTER_ALNUM, NOT_BEFORE_ALNUM, DeclaredRecognizer, Shape

_AFTER = NOT_BEFORE_ALNUM + r"(?![.-][0-9])(?!@)(?! ?[元块年月日%])"


class QqNumber(DeclaredRecognizer):
    """Any number of five to ten digits could be one: nothing without context."""

    ENTITY = "QQ_NUMBER"
    SHAPES = (
        Shape(
            "number",
            r"[1-9][0-9]{4,9}",
            0.05,
            NOT_AFTER_ALNUM + r"(?<![0-9][.-])(?<![+¥$-])",
            _AFTER,
        ),
        Shape("joined to its name", r"(?:QQ|qq|Qq)(?P<value>[1-9][0-9]{4,9})", 0.5, NOT_AFTER_ALNUM, _AFTER),
    )
    CONTEXT = ("Q Q", "QQ no", "扣扣", "企鹅号", "qqhao", "qqhm", "QQ number")
    CONTRADICT = (
        "订单", "单号", "金额", "编号", "电话", "手机", "邮编", "验证码", "群", "工单", "order", "amount",
        "price", "qq群", "phone", "group", "ticket", "卡号",
    )  # fmt: skip
