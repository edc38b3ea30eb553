"""Mobile, fixed-line and international telephone numbers."""

from privacy.detection.recognizer import NOT_AFTER_ALNUM, NOT_BEFORE_ALNUM, DeclaredRecognizer, Shape

_COUNTRY = r"(?:(?:\(?(?:\+|00)86\)?|86)[ -]?)?"
_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
_EXTENSION = r"(?:(?:-| ?转| ?ext\.? ?| ?分机号?)[0-9]{1,6})?"
# Not the integer part or the fraction of an amount, not the middle of an IP address.
_BEFORE = NOT_AFTER_ALNUM + r"(?<![0-9]\.)(?<![+])"
_AFTER = NOT_BEFORE_ALNUM + r"(?!\.[0-9])(?!@[A-Za-z0-9])"


class PhoneNumber(DeclaredRecognizer):
    """Numbers of mainland China in the usual spellings; international ones need their `+`."""

    ENTITY = "PHONE_NUMBER"
    SHAPES = (
        Shape("mobile", _COUNTRY + r"1[3-9][0-9]{9}", 0.75, _BEFORE, _AFTER),
        Shape("mobile in groups", _COUNTRY + r"1[3-9][0-9][ -][0-9]{4}[ -][0-9]{4}", 0.75, _BEFORE, _AFTER),
        Shape(
            "fixed line",
            rf"{_COUNTRY}(?:\(0{_AREA}\) ?|0{_AREA}[- ])[2-9][0-9]{{6,7}}{_EXTENSION}",
            0.65,
            _BEFORE,
            _AFTER,
        ),
        Shape(
            "fixed line from abroad",
            rf"(?:\+|00)86[ -]?{_AREA}[- ]?[2-9][0-9]{{6,7}}{_EXTENSION}",
            0.65,
            _BEFORE,
            _AFTER,
        ),
        Shape("fixed line in one piece", rf"0{_AREA}[2-9][0-9]{{6,7}}", 0.3, _BEFORE, _AFTER),
        Shape(
            "international", r"\+(?:[1-79]|8[0-57-9])[0-9]{0,2}(?:[ -]?[0-9]{2,4}){2,4}", 0.5, _BEFORE, _AFTER
        ),
    )
    CONTEXT = (
        "手机", "电话", "联系方式", "联系号码", "致电", "拨打", "回电", "来电", "热线", "座机", "固话",
        "呼叫", "phone", "phones", "mobile", "mobileno", "phoneno", "phonenumber", "cell", "cellphone",
        "tel", "telephone", "call", "shouji", "shoujihao", "dianhua", "lianxifangshi", "msisdn", "sj",
        "lxdh", "sjh", "sjhm",
    )  # fmt: skip
    CONTRADICT = (
        "订单", "单号", "流水", "编号", "运单", "交易号", "批次", "序列号", "工单", "金额", "order",
        "order no", "orderno", "order id", "serial", "sku", "trade", "transaction", "batch", "amount",
        "timestamp", "ticket",
    )  # fmt: skip
