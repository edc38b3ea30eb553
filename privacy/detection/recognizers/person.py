"""Personal names where the form gives them away; other names in text come from the name engine."""

from privacy.detection.recognizer import (
    WHOLE_CELL_END,
    WHOLE_CELL_START,
    DeclaredRecognizer,
    Shape,
)
from privacy.detection.surnames import COMMON_SURNAMES, COMPOUND_SURNAMES, SINGLE_SURNAMES

_GIVEN = "[一-龥]"
_COMMON_NAME = rf"(?:[{COMMON_SURNAMES}]{_GIVEN}{{1,2}}|(?:{'|'.join(COMPOUND_SURNAMES)}){_GIVEN}{{1,2}})"
_INTRODUCTION = "(?:我叫|名叫|姓名|户名|收件人|收货人|寄件人|联系人|代理人|经办人|持卡人|投诉人|申请人)"
# Written out: with `\s` in a look-around the scan could not search many texts as one.
_SPACE = " \t\r\n\xa0"
_TITLE = "(?:先生|女士|小姐|老师|师傅|经理|主任)"


class Person(DeclaredRecognizer):
    """As a whole cell any surname and one or two characters may be one (白酒 too): the header must confirm
    it. In text a word that introduces a name, or a title behind it, does.
    """

    ENTITY = "PERSON"
    SHAPES = (
        Shape(
            "surname and given name",
            rf"(?:[{SINGLE_SURNAMES}]{_GIVEN}{{1,2}}|(?:{'|'.join(COMPOUND_SURNAMES)}){_GIVEN}{{1,2}})",
            0.1,
            WHOLE_CELL_START,
            WHOLE_CELL_END,
        ),
        Shape(
            "introduced",
            rf"{_INTRODUCTION}(?:是|为)?[:： ]?(?P<value>{_COMMON_NAME})",
            0.8,
            "",
            rf"(?=\Z|[{_SPACE}，,。；;、！!？?)）0-9]|{_TITLE}|本人|电话|手机|身份证)",
        ),
        Shape(
            "with title",
            rf"(?P<value>{_COMMON_NAME}){_TITLE}",
            0.8,
            rf"(?:(?<=\A)|(?<=[{_SPACE}，,。；;：:！!？?好给找])|(?<=客服)|(?<=我是))",
            "",
        ),
        Shape(
            "Latin letters",
            r"[A-Z][a-z]{1,15}(?: [A-Z]\.?)?(?: [A-Z][a-z]{1,15}){1,2}",
            0.1,
            WHOLE_CELL_START,
            WHOLE_CELL_END,
        ),
        Shape(
            "name with dots",
            rf"{_GIVEN}{{2,6}}(?:[·•]{_GIVEN}{{2,7}}){{1,3}}",
            0.2,
            WHOLE_CELL_START,
            WHOLE_CELL_END,
        ),
    )
    CONTEXT = (
        "姓名", "名字", "联系人", "收件人", "收货人", "寄件人", "持卡人", "法人", "法定代表人", "经办人",
        "监护人", "紧急联系人", "客服", "坐席", "员工", "客户名", "real name", "realname", "full name",
        "fullname", "username zh", "user name", "customer name", "contact name", "contact", "consignee",
        "receiver", "recipient", "holder", "guardian", "agent name", "employee name", "staff name",
        "person name", "owner name", "xingming", "xm", "lianxiren", "shoujianren", "shouhuoren",
        "cust name", "custname", "contactname",
    )  # fmt: skip
    CONTRADICT = (
        "品牌", "商品", "产品", "店铺", "商家", "公司", "城市", "省份", "地区", "brand", "product", "shop",
        "store", "company", "merchant", "city", "type", "status", "phone", "address", "role",
    )  # fmt: skip
