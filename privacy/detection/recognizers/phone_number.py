"""Mobile, fixed-line and international telephone numbers."""

from privacy.detection.recognizer import NOT_AFTER_ALNUM, NOT_BEFORE_ALNUM, DeclaredRecognizer, Shape
from privacy.detection.separators import DASHES
from privacy.detection.separators import PHONE_GAP as _GAP

_CODE = r"(?:\+ ?|00|%2[Bb])?86"
_COUNTRY = rf"(?:(?:\+?\({_CODE}\)|{_CODE})[ -]{{0,2}})?"
# Ranges given out to people today; 14(0-4), 154, 160 and so on are not, or are for machines only.
_MOBILE = "1(?:3[0-9]|4[5-9]|5[0-35-9]|6[2567]|7[0-8]|8[0-9]|9[0-35-9])"
_NO_MOBILE = "1(?:4[0-4]|54|6[0134689]|79|94)"
_AREA = r"(?:10|2[0-9]|[3-9][0-9]{2})"
_WORD = r"(?:转|轉|[Ee]xt\.?|EXT\.?|[xX]|分机号?|分機|内线)"
_EXTENSION = rf"(?:(?:[{DASHES}#*-]| ?{_WORD} ?[:：]? ?)[0-9]{{1,6}}| ?\({_WORD} ?[:：]? ?[0-9]{{1,6}}\))"
# Numbers that stand in for those of buyers: an extension of three or four digits.
_OF_MOBILE = rf"(?:[#-][0-9]{{3,4}}| ?{_WORD} ?[:：]? ?[0-9]{{1,6}}| ?\({_WORD} ?[:：]? ?[0-9]{{1,6}}\))"
# Eight digits that begin with 20 and are no day of this century.
_NOT_A_DAY = r"20[0-9]{2}(?:(?:00|1[3-9]|[2-9][0-9])[0-9]{2}|[0-9]{2}(?:00|3[2-9]|[4-9][0-9]))"
# Not an amount or a part of one, not the middle of an IP address.
_BEFORE = NOT_AFTER_ALNUM + r"(?<![0-9]\.)(?<![+])"
_AFTER = NOT_BEFORE_ALNUM + r"(?!\.[0-9])(?!@[A-Za-z0-9])(?! ?元)"


class PhoneNumber(DeclaredRecognizer):
    """Numbers of mainland China in the usual spellings; international ones need their `+`.

    Without its area, a number needs a word for it nearby or in the header.
    """

    ENTITY = "PHONE_NUMBER"
    SHAPES = (
        Shape("mobile", rf"{_COUNTRY}{_MOBILE}[0-9]{{8}}", 0.75, _BEFORE, _AFTER),
        Shape(
            "mobile with extension",
            rf"{_COUNTRY}{_MOBILE}[0-9]{{8}}{_OF_MOBILE}",
            0.75,
            _BEFORE,
            _AFTER + "(?!-[0-9])",
        ),
        # Tel13800138000: the letters are no part of it.
        Shape(
            "joined to its name",
            rf"(?:TEL|Tel|tel|PHONE|Phone|phone|MOBILE|Mobile|mobile)"
            rf"(?P<value>{_MOBILE}[0-9]{{8}}|\+86{_MOBILE}[0-9]{{8}}|\(0{_AREA}\)[2-9][0-9]{{6,7}}|0{_AREA}-?[2-9][0-9]{{6,7}})",
            0.75,
            NOT_AFTER_ALNUM,
            _AFTER,
        ),
        # New ranges are given out every few years: a number of one is a number, only a little less sure.
        Shape("no mobile range", rf"{_COUNTRY}{_NO_MOBILE}[0-9]{{8}}", 0.5, _BEFORE, _AFTER),
        Shape(
            "mobile in groups",
            rf"{_COUNTRY}{_MOBILE}(?:{_GAP}(?:[0-9]{{4}}{_GAP}[0-9]{{4}}|[0-9]{{3}}{_GAP}[0-9]{{5}}|[0-9]{{8}})"
            rf"|[0-9](?:{_GAP}[0-9]{{3}}{_GAP}[0-9]{{4}}|[0-9]{{3}}{_GAP}[0-9]{{4}}))",
            0.75,
            _BEFORE,
            _AFTER,
        ),
        Shape(
            "fixed line",
            rf"{_COUNTRY}(?:\(0{_AREA}\)(?:{_GAP})?|0{_AREA}{_GAP})[2-9][0-9]{{6,7}}{_EXTENSION}?",
            0.65,
            _BEFORE,
            _AFTER,
        ),
        Shape(
            "fixed line in groups",
            rf"(?:{_COUNTRY}(?:\(0{_AREA}\)|0{_AREA})|(?:\+|00)86(?:{_GAP})?(?:{_GAP}{_AREA}|\({_AREA}\)))(?:{_GAP})?"
            rf"[2-9][0-9]{{2,3}}{_GAP}[0-9]{{4}}{_EXTENSION}?",
            0.65,
            _BEFORE + "(?<![0-9][ -])",
            _AFTER + "(?![ -][0-9])",
        ),
        Shape(
            "fixed line with its country",
            rf"(?:(?:\+|00)86(?:{_GAP})?(?:{_AREA}|\(0?{_AREA}\)|\(0\){_AREA})|86-{_AREA}-"
            rf"|\({_CODE}[ -]{_AREA}\))(?:{_GAP})?[2-9][0-9]{{6,7}}{_EXTENSION}?",
            0.65,
            _BEFORE,
            _AFTER,
        ),
        Shape("fixed line in one piece", rf"0{_AREA}[2-9][0-9]{{6,7}}", 0.3, _BEFORE, _AFTER),
        Shape(
            "400 and 800",
            rf"[48]00(?:{_GAP}(?:[0-9]{{3}}(?:{_GAP})?[0-9]{{4}}|[0-9]{{4}}(?:{_GAP})?[0-9]{{3}})"
            rf"|[0-9]{_GAP}[0-9]{{3}}(?:{_GAP})?[0-9]{{3}}){_EXTENSION}?",
            0.55,
            _BEFORE,
            _AFTER,
        ),
        Shape("400 in one piece", r"400[016-9][0-9]{6}", 0.45, _BEFORE, _AFTER),
        Shape("800 in one piece", r"[48]00[0-9]{7}", 0.2, _BEFORE, _AFTER),
        Shape(
            "fixed line without its area",
            rf"(?:[2-9][0-9]{{6}}|(?:2[1-9]|[3-9][0-9])[0-9]{{6}}|{_NOT_A_DAY}){_EXTENSION}?",
            0.1,
            _BEFORE + r"(?<![0-9]-)(?<![¥$-])",
            _AFTER + r"(?![/-][0-9])(?! ?[元块年月日%])",
        ),
        Shape(
            "international",
            r"\+(?:[1-79]|8[0-57-9])[0-9]{0,2}[ -]?(?:\([0-9]{1,4}\)[ -]?)?(?:[0-9][ -]?){6,11}[0-9]",
            0.5,
            _BEFORE,
            _AFTER,
        ),
        # Two full stops at least: one of them is the point of an amount.
        Shape(
            "international with full stops",
            r"\+(?:[1-79]|8[0-57-9])[0-9]{0,2}(?:\.[0-9]{2,5}){2,4}",
            0.5,
            _BEFORE,
            _AFTER,
        ),
        Shape(
            "Hong Kong, Macao and Taiwan",
            r"(?:00|\((?:\+|00)?)(?:852|853|886)(?:\) ?|[ -])[2-9][0-9]{0,3}[ -]?[0-9]{3,4}[ -]?[0-9]{3,4}",
            0.5,
            _BEFORE,
            _AFTER,
        ),
    )
    CONTEXT = (
        "手机", "电话", "联系方式", "联系号码", "致电", "拨打", "回电", "来电", "热线", "座机", "固话",
        "呼叫", "phone", "phones", "mobile", "mobileno", "phoneno", "phonenumber", "cell", "cellphone",
        "contact number", "contact no", "tel", "telephone", "call", "shouji", "shoujihao", "dianhua",
        "lianxifangshi", "msisdn", "sj", "lxdh", "sjh", "sjhm",
    )  # fmt: skip
    CONTRADICT = (
        "订单", "单号", "流水", "编号", "运单", "交易号", "批次", "序列号", "工单", "金额", "order",
        "order no", "orderno", "order id", "serial", "sku", "trade", "transaction", "batch", "amount",
        "timestamp", "ticket", "qq", "邮编", "工号", "保单号", "合同号", "发票号", "票号", "券码", "取件码",
        "条码", "条形码", "积分", "invoice", "waybill", "tracking", "policy no", "contract no", "receipt",
        "barcode", "ref", "lot", "s/n",
    )  # fmt: skip
