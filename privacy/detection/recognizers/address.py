"""Postal addresses, in Chinese and in English."""

import re

from privacy.detection.recognizer import (
    WHOLE_CELL_END,
    WHOLE_CELL_START,
    DeclaredRecognizer,
    Shape,
)
from privacy.detection.regions import CITIES, PROVINCES
from privacy.detection.spans import Span
from privacy.detection.surnames import SINGLE_SURNAMES

# Words of a sentence that no place name contains; a name must not swallow "我住在".
_FUNCTION_WORDS = "在到是我你他她您的了给寄送住址请把被就也这哪想去呢吗吧啊没说吃买做很"


def _characters_without(excluded: str) -> str:
    """The CJK range as a character class with holes, for engines that know no class subtraction."""
    ranges, start = [], 0x4E00
    for code in sorted(ord(character) for character in excluded):
        if code > start:
            ranges.append(f"{chr(start)}-{chr(code - 1)}")
        start = code + 1
    return "".join(ranges) + f"{chr(start)}-龥"


_HAN = _characters_without(_FUNCTION_WORDS)
_GAP = "[ ,，_、]?"
_ADMIN = rf"(?:[{_HAN}]{{1,8}}?(?:自治区|自治州|街道|社区|省|市|州|地区|盟|区|县|旗|镇|乡|村){_GAP})"
_CITY = rf"(?:[{_HAN}]{{1,6}}?(?:自治区|自治州|省|市|县|区){_GAP})"
_ROAD = rf"(?:[{_HAN}0-9A-Za-z]{{1,12}}?(?:大道|大街|胡同|公路|路|街|巷|弄){_GAP})"
_WEAK_ROAD = rf"(?:[{_HAN}0-9A-Za-z]{{1,10}}?(?:道|里|线|村|屯|庄|坊|堡|营|桥|社|开发区|工业区){_GAP})"
_PLACE = (
    rf"(?:[{_HAN}0-9A-Za-z·]{{2,14}}?(?:小区|花园|家园|花苑|公寓|大厦|广场|新村|嘉园|名苑|苑|园|府|城|庭|湾|居"
    rf"|中心|大学|学院|中学|小学|学校|医院|工业园|科技园|产业园|市场|宿舍|酒店|宾馆|大楼|商场|超市|公馆|厂|公司){_GAP})"
)
_COUNT = r"[0-9A-Za-z一二三四五六七八九十百]{1,6}(?:[-#－][0-9A-Za-z]{1,5}){0,3}"
_NUMBER = rf"(?:{_COUNT}(?:号楼|号院|号房|号|弄|栋|幢|座|楼|单元|室|层|房|组|队|排|区|期|户|#){_GAP})"
_TAIL = rf"(?:(?:[{_HAN}]{{0,10}}?{_NUMBER}){{0,6}}(?:[0-9A-Za-z]{{1,6}}(?:-[0-9A-Za-z]{{1,5}}){{0,2}})?)"
_UNITS = "[路街巷弄道里线村屯庄坊堡营桥社区省市州盟县旗镇乡园府城庭湾居苑厦场寓舍店馆楼心学校院厂司号同栋幢]"
_END = r"(?![0-9A-Za-z])"
# A whole cell may be judged more boldly than a passage of a sentence: no dates, amounts or verbs.
_REGION = rf"(?:(?:{'|'.join((*PROVINCES, *CITIES))})[省市]?{_GAP})"
_FREE = rf"[{_characters_without(_FUNCTION_WORDS + '年月日')}0-9A-Za-z #_,，()（）·/、.&-]"
_HEAD = (
    rf"(?:{_REGION}|[{_HAN}]{{1,8}}?"
    r"(?:自治区|自治州|街道|大道|社区|开发区|省|市|区|县|旗|镇|乡|村|路|街|巷))"
)
_ESTATE = (
    rf"[{_HAN}0-9A-Za-z]{{2,12}}?"
    r"(?:公寓|花园|家园|花苑|小区|新村|大厦|广场|中心|宿舍|住宅|市场|国际|半岛|大楼|商住楼"
    r"|村|区|苑|园|城|庄|府|湾|座|幢|栋)"
)
# Authorities and companies carry the name of their district, but hardly ever that of a village.
_INSTITUTION = re.compile(
    r"[^0-9镇乡村]*(?:政府|法院|检察院|局|委员会|委|厅|银行|信用社|联社|协会|商会|公司|集团|支队|大队|办公室|出版社|日报|机场)"
)
# "…管委会主任王小明" says who somebody is, not where something lies.
_OFFICER = re.compile(
    r".*(?:主任|书记|[省市区县镇乡村局院校厅处科所站馆]长|经理|董事长|主席|总裁|先生|女士)"
    rf"(?:[{SINGLE_SURNAMES}][一-龥]{{1,2}})?"
)
# 回乡证 is a travel permit, and its 乡 no township.
_PERMIT = re.compile("回乡证")
_LAST = (
    r"(?:路|街|道|巷|弄|村|屯|庄|镇|乡|区|县|组|队|社|口|旁|对面|附近|楼|园|苑|府|城|庭|湾|居|站|场|厦|寓|店|厂|馆|桥|里|堂"
    r"|院内|校内|校区|分公司|门口|隔壁|交叉口|大学|中学|小学|学校|医院)"
)


class Address(DeclaredRecognizer):
    """A road or estate with a number, or a chain of places that ends in a road, village or estate.

    The name of a town alone is a LOCATION and comes from the name engine.
    """

    ENTITY = "ADDRESS"
    SHAPES = (
        Shape(
            "road and number",
            rf"{_ADMIN}{{0,5}}{_ROAD}{{1,2}}{_NUMBER}{_TAIL}{_PLACE}?{_TAIL}",
            0.75,
            "",
            _END + r"(?![线店])",
            rf"{_UNITS}.?[0-9A-Za-z一二三四五六七八九十百]",
        ),
        Shape(
            "district and number",
            rf"{_ADMIN}{{1,5}}(?:{_ROAD}|{_WEAK_ROAD}|{_PLACE}){{1,3}}{_NUMBER}{_TAIL}",
            0.7,
            "",
            _END + r"(?![线店])",
            rf"{_UNITS}.?[0-9A-Za-z一二三四五六七八九十百]",
        ),
        Shape(
            "estate and number",
            rf"{_PLACE}{_NUMBER}{{2,6}}(?:[0-9]{{2,5}})?",
            0.65,
            "",
            _END,
            rf"{_UNITS}.?[0-9A-Za-z一二三四五六七八九十百]",
        ),
        Shape(
            "chain of places",
            rf"{_CITY}{{1,3}}{_ADMIN}{{1,3}}(?:{_ROAD}|{_PLACE}|{_WEAK_ROAD}){{1,2}}",
            0.6,
            "",
            "",
            r"[省市区县州].*[区县镇乡街村市旗].*[路街巷弄道里线村屯庄坊堡营桥社园府城庭湾居苑厦场寓舍店馆楼心学校院厂司区同]",
        ),
        Shape(
            "cell with number",
            rf"{_HEAD}{_FREE}{{0,40}}?[0-9一二三四五六七八九十]{{1,6}}{_FREE}{{0,40}}",
            0.5,
            WHOLE_CELL_START,
            WHOLE_CELL_END,
            r"[省市区县旗镇乡村路街道巷州海京庆津江建南西东北川蒙藏夏疆].*[0-9一二三四五六七八九十]",
        ),
        Shape(
            "cell with estate and room",
            rf"{_ESTATE}{_FREE}{{0,12}}?(?:[0-9]{{1,4}}(?:-{{1,2}}[0-9A-Za-z]{{1,5}}){{1,3}}|{_NUMBER}[0-9]{{2,5}}"
            rf"|(?:[0-9]{{1,3}}|[一二三四五六七八九十]{{1,3}})[楼层]|[A-Z]{{1,2}}[0-9]{{3,5}}){_FREE}{{0,20}}",
            0.5,
            WHOLE_CELL_START,
            WHOLE_CELL_END,
            r"[寓园苑区村厦场心舍宅际岛楼城庄府湾座幢栋].*[0-9一二三四五六七八九十]",
        ),
        Shape(
            "cell without number",
            rf"(?:{_HEAD}{{2,5}}{_FREE}{{2,40}}|{_HEAD}{_FREE}{{0,14}}?"
            rf"(?:街道|大道|开发区|工业区|产业园|市|区|县|旗|镇|乡|村|路|街|巷)(?:{_FREE}{{0,30}}{_LAST}|[,，_、-]{_FREE}{{2,30}}))",
            0.5,
            WHOLE_CELL_START,
            WHOLE_CELL_END,
            r"[省区市县旗镇乡村路街道巷园州海京庆津江建南西东北川蒙藏夏疆]..",
        ),
        Shape(
            "English",
            r"[0-9]{1,5}(?:-[0-9]{1,5})? (?:[A-Z][A-Za-z.']{0,20} ){1,4}"
            r"(?:Street|St|Road|Rd|Avenue|Ave|Boulevard|Blvd|Lane|Ln|Drive|Dr|Court|Ct|Square|Highway|Hwy)",
            0.6,
        ),
    )
    CONTEXT = (
        "地址", "住址", "收货", "寄到", "住在", "家住", "户籍", "居住地", "address", "addr", "dizhi",
        "zhuzhi", "residence", "shipping", "shdz", "jtzz",
    )  # fmt: skip

    # Neither the shapes nor the rules below tell one digit from another.
    DIGITS_ALIKE = True

    def is_valid(self, value: str) -> bool:
        return not (_PERMIT.search(value) or _INSTITUTION.fullmatch(value) or _OFFICER.fullmatch(value))

    def find_shape(self, index: int, folded: str) -> list[Span]:
        """As declared, without a separator behind it or the 为 of 地址为 in front."""
        spans = []
        for span in super().find_shape(index, folded):
            start = span.start
            if folded[start] == "为" and folded[start - 1 : start] in ("址", "地"):
                start += 1
            end = start + len(folded[start : span.end].rstrip(" ,，_、"))
            spans.append(span._replace(start=start, end=end))
        return spans
