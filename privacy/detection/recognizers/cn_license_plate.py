"""Number plates of motor vehicles."""

import numpy as np
import pyarrow as pa

from privacy.detection.recognizer import DeclaredRecognizer, Shape
from privacy.detection.separators import DASHES
from privacy.detection.texts import matching

_PROVINCE = "[京津沪渝冀豫辽黑湘皖鲁苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
_SERIAL = "[0-9A-HJ-NP-Za-hj-np-z]"
_NUMBER = (
    f"[A-HJ-NP-Za-hj-np-z](?: ?[.·•・‧∙⋅{DASHES}-] ?| {{1,2}})?"
    rf"(?:[A-HJKa-hjk]{_SERIAL}[0-9]{{4}}|[0-9]{{5}}[A-HJKa-hjk]|{_SERIAL}{{4}}(?:{_SERIAL}|[挂学警港澳使领]|应急))"
)
_NOT_A_CLOUD = "".join(
    f"(?<!{name})" for name in ("阿里", "腾讯", "华为", "天翼", "百度", "京东", "移动", "联通", "金山")
)


class CnLicensePlate(DeclaredRecognizer):
    """Blue and yellow plates of five, green plates of six characters (GA 36-2018: no I, no O)."""

    ENTITY = "CN_LICENSE_PLATE"
    SHAPES = (
        Shape("plate", _PROVINCE + _NUMBER, 0.8, ""),
        # 全新T480S, 更新F12345, 阿里云S5000A: the second half of a word, no province.
        Shape("of Xinjiang", "新" + _NUMBER, 0.8, "(?<![全最更刷重崭翻创焕上革])"),
        Shape("of Yunnan", "云" + _NUMBER, 0.8, _NOT_A_CLOUD),
    )
    CONTEXT = ("车牌", "车号", "号牌", "plate", "plateno", "license plate", "chepai", "chepaihao", "cphm")
    CONTRADICT = ("型号", "货号", "model")

    def is_valid(self, value: str) -> bool:
        # "新ABCDEF" is a word in capitals; a serial always has a digit.
        return any(character.isdigit() for character in value[2:])

    def are_valid(self, values: pa.Array) -> np.ndarray:
        return matching(values, r"(?s)\A..\D*\p{Nd}")
